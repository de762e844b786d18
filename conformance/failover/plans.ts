import type { Act, Play, Topology } from './cluster'

/** Who leads here: the recordings' victim. */
const master = 'master-1'
const worker = 'worker-2'

const acts = (at: number, ...lines: readonly string[]): Act[] => lines.map((line) => ({ at, line }))
const scale = acts(0, 'kubectl scale deployment web --replicas=6')

/** What the recorder ran on a master, which a fault of `all processes` meets. */
const processes = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet']
const all = (what: string): string[] => processes.map((process) => `${what} ${master}/${process}`)
const others = ['master-2', 'master-3', 'worker-1', 'worker-2', 'worker-3', 'lb', 'users']

/** A host that falls silent: its link is cut, then all on it is killed. */
const silent = (machine: string): Act[] => [...acts(0, `partition ${machine} | all`), ...acts(0.05, `kill ${machine}`)]

export interface Plan extends Play {
  readonly victim: string
  /** Seconds after zero at which all is put right again. */
  readonly restoredS: number
}

/** The leading master dies while somebody scales up. */
export function masterCrash(mode: string): Plan | undefined {
  const restoredS = mode === 'kill' ? 38 : 50
  const fault = mode === 'kill' ? acts(0, `kill ${master}`) : mode === 'hostloss' ? silent(master) : undefined
  return (
    fault && {
      topology: 'ha',
      victim: master,
      acts: [...fault, ...scale, ...acts(restoredS, 'heal', `restart ${master}`)],
      untilS: restoredS + 8,
      restoredS
    }
  )
}

/** A worker is lost for a minute and a half, or for longer than pods tolerate it by default. */
export function workerCrash(topology: Topology, length: string, mode: string): Plan {
  const restoredS = length === 'long' ? 360 : 88
  const fault = mode === 'kill' ? acts(0, `kill ${worker}/kubelet`) : acts(0, `partition ${worker} | all`)
  return {
    topology,
    victim: worker,
    acts: [...fault, ...acts(restoredS, 'heal', ...(mode === 'kill' ? [`restart ${worker}/kubelet`] : []))],
    untilS: restoredS + 10,
    restoredS
  }
}

/** Everything on the only master is killed and started again after so long. */
export const singleCrash = (restoredS: number): Plan => ({
  topology: 'single',
  victim: master,
  acts: [
    ...acts(0, `kill ${master}`),
    ...acts(restoredS, `restart ${master}`),
    ...acts(restoredS + 8, 'kubectl scale deployment web --replicas=6')
  ],
  untilS: restoredS + 40,
  restoredS
})

const one = (process: string, what: string, restoredS: number): Omit<Plan, 'topology' | 'victim'> => ({
  acts: [...acts(0, `${what} ${master}/${process}`), ...acts(restoredS, `restart ${master}/${process}`)],
  untilS: restoredS + 6,
  restoredS
})

const signals: Readonly<Record<string, string>> = { sigkill: 'kill', sigterm: 'stop', sigint: 'stop' }

/** Two of three masters are killed; the first of them comes back after so long. */
export const twoOfThree = (restoredS: number): Plan => ({
  topology: 'ha',
  victim: master,
  acts: [
    ...acts(0, `kill ${master}`, 'kill master-2', 'kubectl scale deployment web --replicas=6'),
    ...acts(restoredS, `restart ${master}`)
  ],
  untilS: restoredS + 30,
  restoredS
})

/** Other faults, by the name that the recorder gave them; undefined for one that is not known. */
export function scenario(name: string): Plan | undefined {
  const [, subject, signal = ''] = /^(kcm|sched|apiserver-only)-(sig(?:kill|term|int)|kill|term)$/.exec(name) ?? []
  const [, how, seconds] = /^(cut|freeze|oneway-input|oneway-output|lb-kill)-(\d+)s$/.exec(name) ?? []
  const restoredS = Number(seconds ?? 0)
  const between = (begin: readonly string[], end: readonly string[], more: number) => ({
    acts: [...acts(0, ...begin), ...acts(restoredS, ...end)],
    untilS: restoredS + more,
    restoredS
  })
  const found =
    subject === 'apiserver-only'
      ? one('kube-apiserver', signal.endsWith('kill') ? 'kill' : 'stop', signal.endsWith('kill') ? 40 : 62)
      : subject === 'kcm'
        ? one('kube-controller-manager', signals[signal]!, 24)
        : subject === 'sched'
          ? one('kube-scheduler', signals[signal]!, 24)
          : how === 'cut'
            ? between([`partition ${master} | all`], ['heal'], 25)
            : how === 'freeze'
              ? between(all('pause'), all('resume'), 20)
              : how === 'oneway-input'
                ? between(
                    others.map((other) => `cut ${other} -> ${master}`),
                    ['heal'],
                    25
                  )
                : how === 'oneway-output'
                  ? between(
                      others.map((other) => `cut ${master} -> ${other}`),
                      ['heal'],
                      25
                    )
                  : how === 'lb-kill'
                    ? between(['kill lb/load-balancer'], ['restart lb/load-balancer'], 25)
                    : undefined
  return found && { topology: 'ha', victim: master, ...found }
}
