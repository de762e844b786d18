import { create } from 'zustand'
import type { FrameView } from '../../store'

/** A Service whose requests are followed from the users to its pods; empty: none is, and all pods are alike. */
export const useFollowed = create<{ readonly service: string }>()(() => ({ service: '' }))

/** Follows a Service, or no longer. */
export const follow = (service: string): void =>
  useFollowed.setState((before) => ({ service: before.service === service ? '' : service }))

type Services = FrameView['traffic']['services']
const nobody: ReadonlySet<string> = new Set()
const known = new WeakMap<Services, Map<string, ReadonlySet<string>>>()

/** Pods that answered a Service's requests lately, at the instant shown. */
export function servedBy(frame: FrameView | null, service: string): ReadonlySet<string> {
  const services = frame?.traffic.services
  if (!services) return nobody
  let sets = known.get(services)
  if (!sets) known.set(services, (sets = new Map(services.map((each) => [each.service, new Set(each.pods)]))))
  return sets.get(service) ?? nobody
}
