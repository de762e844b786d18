import { play } from './cluster'
import { within, type Range, type Statement } from './statement'

/** How an API server's channels to a member of etcd dial again while its port refuses: time between one failed attempt and the next. */
interface Reconnects {
  readonly interval_n_ms: Readonly<Record<string, Range>>
}

/** Long enough for as many attempts as were recorded: the last interval was some 26 s after 44 s. */
const downS = 110

/** The n-th interval of all our channels lies as theirs did: our median within the least and greatest of so many draws. */
export function gradeReconnects(of: string, { interval_n_ms }: Reconnects): readonly Statement[] {
  const acts = [{ at: 0, line: 'kill master-1/etcd' }]
  const [run] = play({ topology: 'single', acts, untilS: downS }, [15.91])
  const channels = new Map<string, number[]>()
  for (const { client, t_ms } of run!.refused) channels.set(client, [...(channels.get(client) ?? []), t_ms])
  return Object.entries(interval_n_ms).map(([n, range]) =>
    within(
      of,
      `attempt ${Number(n) + 2} of a channel comes after`,
      range,
      [...channels.values()].flatMap((times) =>
        times.length > Number(n) + 1 ? [times[Number(n) + 1]! - times[Number(n)]!] : []
      )
    )
  )
}
