import { list, part, text, texts } from '../../api/kinds/parts'
import { keyOf, kindOf } from '../../api/scheme'
import type { KubeObject } from '../../api/types'
import { contains, format, rangeOf, type Range } from '../../api/service-range'
import { releaseOf } from '../../releases'
import type { ApiServer } from './context'

/** What `--service-cluster-ip-range` says; the ServiceCIDR `kubernetes` is made of it. */
const configured: Range = { name: 'kubernetes', network: (10 << 24) | (96 << 16), bits: 12, size: 2 ** 20 - 2 }

/** Since 1.33 addresses are objects, and ranges may be added. */
export const hasAddressObjects = (server: ApiServer): boolean => releaseOf(server.config) !== '1.25'

/**
 * Ranges that addresses are given from, the server's own first: what is not ready or goes gives none.
 * Models pkg/registry/core/service/ipallocator/cidrallocator.go.
 */
export function rangesOf(server: ApiServer): readonly Range[] {
  if (!hasAddressObjects(server)) return [configured]
  const objects = [...(server.caches.get('servicecidrs')?.objects.values() ?? [])]
  // Before the server has made its own.
  if (objects.length === 0) return [configured]
  const found = objects.filter(isReady).flatMap(({ metadata, spec }) =>
    texts(part(spec)?.cidrs).flatMap((cidr) => {
      const range = rangeOf(metadata.name, cidr)
      return range ? [range] : []
    })
  )
  return found.sort((a, b) => Number(b.name === configured.name) - Number(a.name === configured.name))
}

function isReady({ metadata, status }: KubeObject): boolean {
  const ready = list(part(status)?.conditions).find(({ type }) => type === 'Ready')
  return metadata.deletionTimestamp === undefined && ready?.status === 'True'
}

/** The most specific range of an address; its first and last are nobody's. Models MetaAllocator.getAllocator. */
export function rangeWith(ranges: readonly Range[], address: number): Range | undefined {
  const fits = ranges.filter((range) => contains(range, address)).sort((a, b) => b.bits - a.bits)
  return fits.find(({ network, size }) => address > network && address <= network + size)
}

/** Addresses at a range's beginning that are given last, so that whoever asks for one finds it free. Models calculateRangeOffset. */
const bandOf = ({ size }: Range): number => (size <= 16 ? 0 : Math.min(256, Math.max(16, Math.floor(size / 16))))

/** A free address, by chance; undefined: there is none. */
export function nextAddress(server: ApiServer, isTaken: (address: string) => boolean): string | undefined {
  for (const range of rangesOf(server)) {
    const band = bandOf(range)
    const upper = range.size - band + 1
    for (let tries = 0; tries < 64 && upper > 0; tries++) {
      const address = format(range.network + Math.max(1, band) + server.rng.below(upper))
      if (!isTaken(address)) return address
    }
    for (let offset = range.size; offset > 0; offset--) {
      const address = format(range.network + offset)
      if (!isTaken(address)) return address
    }
  }
  return undefined
}

/** Whether an address is somebody's, or about to be. */
export function isAddressTaken(server: ApiServer, address: string): boolean {
  if (server.caches.get('ipaddresses')!.objects.has(keyOf(kindOf('ipaddresses'), undefined, address))) return true
  for (const pending of server.pending.values())
    if (pending.kind === 'write' && pending.object?.kind === 'Service' && addressOf(pending.object) === address)
      return true
  return false
}

/** A Service's own address; empty: it has none. */
export function addressOf({ spec }: KubeObject): string {
  const { clusterIP, type } = part(spec) ?? {}
  const address = text(clusterIP)
  return address === 'None' || type === 'ExternalName' ? '' : address
}
