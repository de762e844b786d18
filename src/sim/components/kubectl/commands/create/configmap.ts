import { failure } from '../../script/failure'
import { slice } from '../../script/options'
import { isSet } from '../../session'
import { addEnvFiles, addFiles, addLiterals, checkSources, configKeyProblems } from './data'
import { metadataOf, type Generator } from './generator'
import { nameHash } from './hash'

export const configmap: Generator = {
  name: 'configmap',
  resource: 'configmaps',
  namespaced: true,
  failed: 'failed to create configmap: ',
  make: (shell, name) => {
    checkSources(shell)
    const data = new Map<string, string>()
    const add = (key: string, value: string): void => {
      const problems = configKeyProblems(key)
      if (problems.length > 0)
        throw failure(`${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`)
      if (data.has(key))
        throw failure(
          `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`
        )
      data.set(key, value)
    }
    addFiles(shell, slice(shell, 'from-file'), add)
    addLiterals(shell, add)
    addEnvFiles(shell, 'config', add)
    const sorted = Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : 1)))
    const suffix = isSet(shell.flags, 'append-hash') ? `-${nameHash({ data: sorted, kind: 'ConfigMap', name })}` : ''
    return {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: metadataOf(shell, name + suffix),
      ...(data.size > 0 && { data: sorted })
    }
  }
}
