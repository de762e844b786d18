import { fail, ok, type Result } from '../../../base/result'
import { fileOf } from './files'
import { namespaceIn, nameIn, readManifest } from './manifests'
import { mappingOf, type Ask, type Plan } from './resources'
import { list, type Kubectl } from './session'

/** What the objects in the files of `-f` are on the server. Models resource.Builder with FilenameParam and Latest. */
export function planOfFiles(kubectl: Kubectl): Result<Plan> {
  const { args, flags } = kubectl.session
  if (args.length > 0)
    return fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
  const asks: Ask[] = []
  const names = list(flags, 'filename')
  for (const name of names) {
    const source = fileOf(kubectl, name)
    if (source === undefined) return fail(`the path "${name}" does not exist`)
    const objects = readManifest(source, name)
    if (!objects.ok) return objects
    for (const object of objects.value) {
      const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : ''
      const found = mappingOf(kubectl.context, `${object.kind}${group}`)
      if (!found) return fail(`no matches for kind "${object.kind}" in version "${object.apiVersion}"`)
      const namespace = namespaceIn(object)
      asks.push({
        mapping: { kind: found.mapping.kind, apiVersion: object.apiVersion },
        name: nameIn(object),
        ...(namespace !== undefined && { namespace })
      })
    }
  }
  return ok({ asks, single: asks.length === 1, warnings: [] })
}
