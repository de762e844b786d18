import type { EmbedOptions, EmbedPart } from '../embed/options'

/** Height that each part wants, in CSS pixels. */
const heights: Readonly<Record<EmbedPart, number>> = {
  works: 60,
  topology: 420,
  story: 90,
  timeline: 220,
  inspector: 420
}
const controlsHeight = 44

/** An iframe that a page can hold. */
export function embedCode(address: string, { parts, controls }: Pick<EmbedOptions, 'parts' | 'controls'>): string {
  const height = parts.reduce((sum, part) => sum + heights[part], controls ? controlsHeight : 0)
  const src = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<iframe title="Failover Lab" src="${src}" width="100%" height="${height}" style="border:0" loading="lazy" allow="clipboard-write"></iframe>`
}
