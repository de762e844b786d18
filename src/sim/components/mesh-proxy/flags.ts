import { text, toggle } from '../../flag'

/** Settings of a service mesh's proxy. */
export const flags = {
  'mesh-service': text('default/web', 'the Service to whose pods a proxy brings what comes to it, as namespace/name'),
  'mesh-reads-null': toggle(
    true,
    'a proxy can read Endpoints whose subsets are null; else it hears nothing more once it met some'
  )
} as const
