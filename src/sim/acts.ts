import { byHand, byHandNames } from './by-hand/later'
import type { MachineSize } from './cluster'
import type { ClientAct } from './components/clients/messages'
import { programNames } from './components/kubeadm/later'
import type { MachineChange } from './components/kubeadm/messages'
import { splitLine } from './components/kubectl/command-line'
import { applyFault } from './faults/apply'
import { isNetworkdRestart, restartNetworkd } from './faults/networkd'
import { kubeadmOn, signs } from './faults/renew'
import type { Fault } from './faults/types'
import { addWorker, removeWorker } from './join'
import { startProcess } from './kernel/life'
import { inject } from './kernel/react'
import type { MachineId, MachineOrder, SimEvent } from './kernel/types'
import type { World } from './kernel/world'
import { changeMachine, filesOf } from './machine-change'
import type { KubectlCommand } from './simulation'

/** What comes from outside: an order to a cloud, a fault, another program's request, or a line that somebody typed. */
export type Body =
  | { kind: 'machine'; order: MachineOrder; machine: MachineId; size?: MachineSize | MachineChange }
  | { kind: 'fault'; fault: Fault }
  | { kind: 'outside'; act: ClientAct }
  | { kind: 'kubectl'; command: KubectlCommand; id: string }

/** Does to the world what comes from outside; what kubectl does by itself, it does when it hears its line. */
export function act(world: World, body: Body, text: string, entry: number): void {
  if (body.kind === 'machine') {
    const { order, machine, size } = body
    if (order === 'provide') {
      const storage = world.processFor(`${machine}/storage`, 'storage')
      if (storage.incarnation === 0) startProcess(world, storage, entry, '')
      return
    }
    if (order === 'change') return changeMachine(world, machine, size as MachineChange, entry)
    const problem =
      order === 'create'
        ? addWorker(world, machine, entry, size as MachineSize | undefined)
        : removeWorker(world, machine, entry)
    if (problem !== '') world.recorder.note(entry, problem)
    return
  }
  if (body.kind === 'fault') {
    world.recorder.fact(entry, world.now, -1, 'fault-injected', { fault: text })
    applyFault(world, body.fault, entry)
    return
  }
  if (body.kind === 'outside') {
    // Programs outside stand nowhere in a run that has heard nothing of them.
    const clients = world.processFor('users/clients', 'clients')
    if (clients.incarnation === 0) startProcess(world, clients, entry, '')
    inject(world, clients, body.act, entry)
    return
  }
  const { line, stdin = '', on } = body.command
  if (on !== undefined) runTool(world, on, { id: body.id, line, stdin }, entry)
}

/** A program is run on a machine by hand: what runs those begins with the first of them. A dead machine runs nothing. */
function runTool(
  world: World,
  machine: string,
  command: { id: string; line: string; stdin: string },
  entry: number
): void {
  const host = world.machine(machine)
  if (!host?.up || host.frozen) return
  const words = splitLine(command.line)
  const argv = words.ok ? words.value : [command.line]
  // A person's shell ends a kubectl that goes on behind it.
  if (argv[0] === 'kill' && machine === 'users') {
    const event = { type: 'kubectl.interrupt', id: argv.at(-1) } as SimEvent
    inject(world, world.process('users/kubectl'), event, entry)
    return
  }
  if (byHandNames.has(argv[0] ?? '')) return byHand().runByHand(world, host, { ...command, argv }, entry)
  if (argv[0] === 'kubeadm' && signs(argv)) return kubeadmOn(world, host, command.id, argv, entry)
  const kind = programNames.has(argv[0] ?? '') ? 'kubeadm' : 'tools'
  if (isNetworkdRestart(argv)) return restartNetworkd(world, host, command.id, argv, entry)
  const runner = world.processFor(`${machine}/${kind}`, kind)
  if (runner.status !== 'running') startProcess(world, runner, entry, '')
  const { id, stdin } = command
  const event =
    kind === 'tools'
      ? { type: 'tool.command', id, argv }
      : { type: 'kubeadm.command', id, argv, stdin, files: filesOf(world, machine) }
  inject(world, runner, event as SimEvent, entry)
}
