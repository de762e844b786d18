import type { PodSpec } from '../../types'
import { labelProblems } from '../names'
import type { Problems } from '../problems'

type Volume = NonNullable<PodSpec['volumes']>[number]

/** Checks volumes; gives the names of those that mounts may use. Models pkg/apis/core/validation ValidateVolumes. */
export function validateVolumes(volumes: readonly Volume[], at: string, problems: Problems): Set<string> {
  const names = new Set<string>()
  volumes.forEach((volume, i) => {
    const here = `${at}[${i}]`
    const before = problems.list.length
    validateSource(volume, here, problems)
    const { name } = volume
    if (!name) problems.required(`${here}.name`)
    else {
      for (const text of labelProblems(name)) problems.invalid(`${here}.name`, name, text)
      if (names.has(name)) problems.duplicate(`${here}.name`, name)
    }
    if (problems.list.length === before) names.add(name)
  })
  return names
}

function validateSource(volume: Volume, at: string, problems: Problems): void {
  const { name: _name, ...sources } = volume
  const given = Object.entries(sources).filter(([, source]) => source !== undefined && source !== null)
  for (const [source] of given.slice(1))
    problems.forbidden(`${at}.${source}`, 'may not specify more than 1 volume type')
  const { hostPath, secret, configMap, nfs, persistentVolumeClaim } = volume
  if (hostPath && !hostPath.path) problems.required(`${at}.hostPath.path`)
  if (secret && !secret.secretName) problems.required(`${at}.secret.secretName`)
  if (configMap && !configMap.name) problems.required(`${at}.configMap.name`)
  if (persistentVolumeClaim && !persistentVolumeClaim.claimName)
    problems.required(`${at}.persistentVolumeClaim.claimName`)
  if (nfs && !nfs.server) problems.required(`${at}.nfs.server`)
  if (nfs && !nfs.path) problems.required(`${at}.nfs.path`)
  for (const [source, { items, defaultMode }] of Object.entries({ secret: secret ?? {}, configMap: configMap ?? {} })) {
    if (defaultMode !== undefined && (defaultMode < 0 || defaultMode > 0o777))
      problems.invalid(`${at}.${source}.defaultMode`, defaultMode, modeText)
    ;(items ?? []).forEach(({ key, path }, i) => {
      const here = `${at}.${source}.items[${i}]`
      if (!key) problems.required(`${here}.key`)
      if (!path) problems.required(`${here}.path`)
      else if (path.startsWith('/')) problems.invalid(`${here}.path`, path, 'must be a relative path')
      else if (path.split('/').includes('..')) problems.invalid(`${here}.path`, path, "must not contain '..'")
    })
  }
}
const modeText = 'must be a number between 0 and 0777 (octal), both inclusive'
