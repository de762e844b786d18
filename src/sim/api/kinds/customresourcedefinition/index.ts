import type { KindCode } from '../kind'
import { changed, filled, list, part, text, texts } from '../parts'
import { validate } from './validate'

/** Models apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go. */
export const customresourcedefinition: KindCode = {
  validate,
  defaults: (object) => {
    const spec = part(object.spec) ?? {}
    const names = part(spec.names) ?? {}
    const kind = text(names.kind)
    const complete = {
      ...spec,
      names: filled(names, {
        ...(kind !== '' && { singular: kind.toLowerCase(), listKind: `${kind}List` })
      }),
      conversion: part(spec.conversion) ?? { strategy: 'None' }
    }
    const status = part(object.status) ?? {}
    const storage = list(spec.versions).find((one) => one.storage === true)?.name
    const stored = texts(status.storedVersions)
    return {
      ...object,
      // What is accepted and stored is told from the beginning.
      status: {
        conditions: status.conditions ?? null,
        acceptedNames: text(part(status.acceptedNames)?.kind) === '' ? { plural: '', kind: '' } : status.acceptedNames,
        storedVersions: storage === undefined || stored.includes(text(storage)) ? stored : [...stored, storage]
      },
      spec: changed(complete, {
        conversion: (conversion) =>
          changed(part(conversion) ?? {}, {
            webhook: (webhook) =>
              changed(part(webhook) ?? {}, {
                clientConfig: (config) =>
                  changed(part(config) ?? {}, { service: (service) => filled(part(service) ?? {}, { port: 443 }) })
              })
          })
      })
    }
  }
}
