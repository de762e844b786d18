/** The forms in which an answer may be asked for. */
export interface Form {
  readonly media: 'json' | 'yaml'
  readonly as: '' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'APIGroupDiscoveryList'
  /** `v1`, `v2` */
  readonly version: string
}

interface Clause {
  readonly type: string
  readonly params: Readonly<Record<string, string>>
  readonly q: number
}

const media: Readonly<Record<string, Form['media']>> = {
  '*/*': 'json',
  'application/json': 'json',
  'application/yaml': 'yaml'
}

/** What may be asked for: `g/v as` */
export type Offer = Readonly<Record<string, Form['as']>>
export const objectOffers: Offer = {
  'meta.k8s.io/v1 Table': 'Table',
  'meta.k8s.io/v1beta1 Table': 'Table',
  'meta.k8s.io/v1 PartialObjectMetadata': 'PartialObjectMetadata',
  'meta.k8s.io/v1beta1 PartialObjectMetadata': 'PartialObjectMetadata',
  'meta.k8s.io/v1 PartialObjectMetadataList': 'PartialObjectMetadataList',
  'meta.k8s.io/v1beta1 PartialObjectMetadataList': 'PartialObjectMetadataList'
}

/**
 * The first form that the client takes and the server has; undefined: none (406). What the server cannot write (protobuf, CBOR)
 * is passed over, as by one that is not built with it. Models apiserver/pkg/endpoints/handlers/negotiation.
 */
export function negotiate(accept: string | undefined, offers: Offer): Form | undefined {
  if (accept === undefined || accept.trim() === '') return { media: 'json', as: '', version: '' }
  for (const { type, params, q } of parse(accept)) {
    const found = media[type]
    if (found === undefined || q === 0) continue
    if (params.as === undefined) return { media: found, as: '', version: '' }
    const as = offers[`${params.g ?? ''}/${params.v ?? ''} ${params.as}`]
    if (as !== undefined) return { media: found, as, version: params.v ?? '' }
  }
  return undefined
}

/** Models goautoneg.ParseAccept: by quality, then as given. */
function parse(accept: string): Clause[] {
  const clauses = accept.split(',').map((text): Clause => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim())
    const params: Record<string, string> = {}
    for (const part of rest) {
      const [key = '', value = ''] = part.split('=')
      params[key.trim()] = value.trim()
    }
    const q = params.q === undefined ? 1 : Number(params.q)
    return { type, params, q: Number.isNaN(q) ? 1 : q }
  })
  return clauses
    .map((clause, i) => [clause, i] as const)
    .sort(([a, i], [b, j]) => b.q - a.q || i - j)
    .map(([clause]) => clause)
}
