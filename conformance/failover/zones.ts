import { median } from '../../src/base/median'
import { play, zoned, type Act } from './cluster'
import type { Seen } from './seen'
import type { Statement } from './statement'

interface Zones {
  readonly kcm_flags: readonly string[]
  readonly lost: readonly string[]
  readonly restore_ms: number
  readonly nodes: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly log?: readonly { readonly t_ms: number; readonly what: string }[]
}

const oursOf = (name: string): string =>
  name.startsWith('master') ? 'master-1' : zoned.includes(name) ? `worker-${zoned.indexOf(name) + 1}` : name

/** Instants of one run suffice: what is compared does not hang on when in a pass the fault falls. */
const instants = [15.91]

/**
 * Nodes of zones are lost: who is Unknown and tainted, who is never evicted from, how far apart the evictions of a zone are, and
 * what kube-controller-manager says of zones. Which node of a zone is the next is chance.
 */
export function gradeZones(of: string, recorded: Zones): readonly Statement[] {
  const flags = Object.fromEntries(
    recorded.kcm_flags.flatMap((flag) => {
      const [, name, value] = /^--([\w-]+)=([\d.]+)$/.exec(flag) ?? []
      return name === undefined ? [] : [[name, Number(value)]]
    })
  )
  const restoredS = Math.round(recorded.restore_ms / 1_000)
  const nodes = recorded.lost.map(oursOf)
  const acts: Act[] = [
    ...nodes.map((node) => ({ at: 0, line: `kill ${node}/kubelet` })),
    ...nodes.map((node) => ({ at: restoredS, line: `restart ${node}/kubelet` }))
  ]
  const runs = play({ topology: 'zones', acts, untilS: restoredS + 8, flags }, instants)
  const zones = new Map<string, string[]>()
  for (const name of recorded.lost) zones.set(zoneOf(name), [...(zones.get(zoneOf(name)) ?? []), name])
  return [...zones]
    .flatMap(([zone, names]) => gradeZone(of, zone, names, recorded, runs))
    .concat(logs(of, recorded, runs))
}

const zoneOf = (name: string): string => (zoned.includes(name) ? name[0]! : '')

function gradeZone(
  of: string,
  zone: string,
  names: readonly string[],
  recorded: Zones,
  runs: readonly Seen[]
): readonly Statement[] {
  const restored = recorded.restore_ms
  const there = (what: string): number[] =>
    names.flatMap((name) => recorded.nodes[name]?.[`${what}_ms`] ?? []).sort((a, b) => a - b)
  const here = (what: RegExp): number[] =>
    names
      .flatMap(
        (name) =>
          runs[0]!.lines.find((line) => line.component === `node ${oursOf(name)}` && what.test(line.what))?.t_ms ?? []
      )
      .filter((at) => at < restored)
      .sort((a, b) => a - b)
  // Whether one more is tainted in the very pass after which a zone's rate changes is chance: taints have a clock of their own, of 100 ms.
  const count = (what: string, found: number[], recordedTimes: number[], chance = 0): Statement => ({
    of,
    what: `zone '${zone}': ${recordedTimes.length} of ${names.length} nodes are ${what}`,
    passed: Math.abs(found.length - recordedTimes.length) <= chance,
    found: `${found.length}`
  })
  const taints = [there('NoExecute'), here(/NoExecute added/)] as const
  const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, i) => at - times[i]!)
  return [
    count('Unknown', here(/Ready=Unknown/), there('unknown')),
    count('tainted NoSchedule', here(/NoSchedule added/), there('NoSchedule')),
    count('tainted NoExecute', taints[1], taints[0], 1),
    ...(taints[0].length > 1 && taints[1].length > 1
      ? [
          {
            of,
            what: `zone '${zone}': NoExecute taints ${(median(gaps(taints[0])) / 1_000).toFixed(1)} s apart`,
            // A pass of the machine that falls behind moves them by seconds.
            passed:
              Math.abs(median(gaps(taints[0])) - median(gaps(taints[1]))) <=
              Math.max(2_000, median(gaps(taints[0])) / 10),
            found: `${(median(gaps(taints[1])) / 1_000).toFixed(1)} s`
          }
        ]
      : [])
  ]
}

/** Changes of zones, and of the whole cluster's state, that were logged before all was put right. */
function logs(of: string, recorded: Zones, runs: readonly Seen[]): readonly Statement[] {
  const texts = (recorded.log ?? [])
    .filter(({ t_ms, what }) => t_ms > 0 && /Controller detected/.test(what))
    .map(({ what }) => what.replace(/^([IWE]) \S+\.go\] /, '$1 '))
  const ours = new Set(runs[0]!.lines.filter(({ component }) => component.startsWith('log ')).map(({ what }) => what))
  return [...new Set(texts)].map((text) => ({
    of,
    what: `kube-controller-manager logs: ${text}`,
    passed: ours.has(text),
    found: [...ours].filter((line) => line.includes('Controller detected')).join('; ') || 'nothing of the kind'
  }))
}
