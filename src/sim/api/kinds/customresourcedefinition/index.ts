import type { KindCode } from '../kind'
import { changed, filled, part, text } from '../parts'

/** Models apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go. */
export const customresourcedefinition: KindCode = {
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
    return {
      ...object,
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
