import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLab, type Lab } from '../../store'
import { machineActions, podActions, processActions, type Action, type Actions } from './actions'

export interface Selected {
  readonly id: string
  /** The machine whose card it is, or stands on. */
  readonly place: string
  readonly actions: Actions
  /** As it is written on its card. */
  readonly name: string
}

type Machines = Lab['machines']

/** What is selected, where it stands and what can be done to it; null if nothing is, or it is nowhere. */
export function useSelectedActions(): Selected | null {
  const id = useLab((lab) => lab.selection)
  const place = useLab((lab) => placeOf(lab.selection, lab.machines))
  const machine = useLab((lab) => (place ? lab.machines[place] : undefined))
  const ids = useLab(useShallow((lab) => (place ? Object.keys(lab.machines) : [])))
  const isCut = useLab((lab) => place !== null && isCutOff(place, lab.links))
  return useMemo(() => {
    if (!machine || !place) return null
    const { machines } = useLab.getState()
    const actions = actionsOn(id, machine, Object.values(machines), isCut)
    return actions && { id, place, actions, name: nameOn(id, machine) }
    // `ids`: the others are named in what can be done; how they are is not.
  }, [id, place, machine, ids, isCut])
}

const nameOn = (id: string, { processes }: Machines[string]): string =>
  id.startsWith('pod:') ? id.split('/').at(-1)! : (processes.find((process) => process.id === id)?.title ?? id)

/** The action that a key does to something: null if it has none there. */
export function actionOfKey(id: string, key: string): Action | null {
  const { machines, links } = useLab.getState()
  const place = placeOf(id, machines)
  const machine = place === null ? undefined : machines[place]
  if (!machine) return null
  const actions = actionsOn(id, machine, Object.values(machines), isCutOff(machine.id, links))
  const all = actions ? [...actions.main, ...actions.machine, ...actions.more] : []
  return all.find((action) => action.key === key.toUpperCase()) ?? null
}

function actionsOn(
  id: string,
  machine: Machines[string],
  all: readonly Machines[string][],
  isCut: boolean
): Actions | null {
  const others = all.filter((each) => each.id !== machine.id)
  if (id.startsWith('pod:')) return podOf(id, machine)
  return id.includes('/') ? processOf(id, machine, others) : machineActions(machine, others, isCut)
}

function podOf(id: string, { pods }: Machines[string]): Actions | null {
  const pod = pods.find(({ key }) => `pod:${key}` === id)
  return pod ? podActions(pod) : null
}

function processOf(id: string, machine: Machines[string], others: readonly Machines[string][]): Actions | null {
  const process = machine.processes.find((each) => each.id === id)
  return process ? processActions(process, machine, others) : null
}

const isCutOff = (machine: string, links: Lab['links']): boolean =>
  Object.values(links).some(({ from, to, state }) => state === 'cut' && (from === machine || to === machine))

function placeOf(selection: string, machines: Machines): string | null {
  if (selection === '') return null
  if (!selection.startsWith('pod:')) return machines[selection.split('/')[0]!]?.id ?? null
  const key = selection.slice('pod:'.length)
  for (const id in machines) if (machines[id]!.pods.some((pod) => pod.key === key)) return id
  return null
}
