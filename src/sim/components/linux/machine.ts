import { append } from './append'
import { networkdRestarted, setRoutes } from './network/routes'
import { setup } from 'xstate'
import { ms, toMs } from '../../../base/time'
import { actions } from '../../actions'
import type { Delivered } from '../../kernel/types'
import type { Boot } from '../../cluster'
import { flag } from './config'
import {
  begin,
  dialEnded,
  execInContainer,
  programEnded,
  readLogs,
  signalContainer,
  startContainer,
  wakeContainer,
  wakeExec
} from './containers'
import { bootLinux, noRules, ruleKey, type LinuxContext } from './context'
import { logind } from './logind-later'
import { memoryOf, nodeMemory, rememberUsed } from './memory'
import { diskSpace, processesOf, usageNow } from './usage'
import type { StorageEvent } from './network-volumes'
import { networkVolumes } from './network-volumes-later'
import { deleteEmptyDirs } from './volumes'
import type { LinuxInput, LinuxTimer, LinuxStats, LinuxUsage, Outbox, PoliciesRequest, RulesRequest } from './messages'
import { runTool, toolDone } from './exec-tools'
import { execProgram } from './program-process'
import { accepted, answered, dial, waited } from './network/dial'
import { findContainer } from './find-container'
import { workDone } from './load'
import { keptFlows } from './network/later'
import { checkMemory, programGrew, limitContainer } from './oom'
import { probe, programAnswered, receive, route } from './traffic'

const { act, on } = actions<LinuxContext, LinuxInput, LinuxTimer>()

/** One node's operating system: container processes and packet filter. It lives and dies with its machine. */
export const machine = setup({
  types: { context: {} as LinuxContext, events: {} as LinuxInput, input: {} as Boot },
  guards: {
    isInhibited: ({ context }) => context.inhibitor !== null,
    stops: ({ context }) => context.shutdown !== null,
    runsIt: ({ context, event }) =>
      (event.type === 'fault.kill-container' || event.type === 'fault.fill-memory') &&
      findContainer(context, event.pod, event.container) !== undefined
  }
}).createMachine({
  id: 'linux',
  context: ({ input }) => bootLinux(input),
  initial: 'running',
  states: {
    running: {
      on: {
        'linux.start': { actions: on('linux.start', (c, e, out) => startContainer(c, out, e, e.from)) },
        'linux.signal': {
          actions: on('linux.signal', (c, e, out) => signalContainer(c, out, e.containerId, e.signal))
        },
        'linux.resources': { actions: on('linux.resources', (c, e, out) => limitContainer(c, out, e)) },
        'linux.exec': { actions: on('linux.exec', (c, e, out) => execInContainer(c, out, e, e.from)) },
        'linux.exec.tool': { actions: on('linux.exec.tool', (c, e, out) => runTool(c, out, e)) },
        'tool.done': { actions: on('tool.done', (c, e, out) => toolDone(c, out, e)) },
        'linux.logs': { actions: on('linux.logs', (c, e, out) => readLogs(c, out, e, e.from)) },
        'linux.files': {
          actions: on('linux.files', (c, { containerId, files, gone }, out) => {
            const container = c.containers.change(containerId)
            if (!container) return
            for (const [path, text] of Object.entries(files)) container.files.set(path, text)
            for (const path of gone) container.files.delete(path)
            if (container.program?.names) out.send(container.program.names, { type: 'program.files', files })
          })
        },
        'linux.append': { actions: on('linux.append', (c, e, out) => append(c, out, e)) },
        'linux.file': {
          actions: on('linux.file', (c, { path, text }) => {
            if (text === null) c.volumes.delete(path)
            else c.volumes.set(path, text)
          })
        },
        'linux.delete': { actions: on('linux.delete', (c, e) => void c.exited.delete(e.containerId)) },
        'linux.volumes.delete': {
          actions: on('linux.volumes.delete', (c, e, out) => deleteEmptyDirs(c, out, e.podUid))
        },
        'storage.*': { actions: act((c, e, out) => networkVolumes().heard(c, out, e as StorageEvent)) },
        'linux.images': { actions: on('linux.images', (c, e) => void (c.imageBytes = e.bytes)) },
        'linux.list': {
          actions: on('linux.list', (c, e, out) => {
            out.send(e.from, {
              type: 'linux.running',
              containerIds: [...c.containers.keys()],
              exited: [...c.exited.values()]
            })
          })
        },
        'linux.begin': { actions: on('linux.begin', (c, e, out) => begin(c, out, e)) },
        'linux.exec.program': { actions: on('linux.exec.program', (c, e, out) => execProgram(c, out, e)) },
        'proc.memory': { actions: on('proc.memory', (c, e, out) => programGrew(c, out, e)) },
        'proc.ended': { actions: on('proc.ended', (c, e, out) => programEnded(c, out, e)) },
        'linux.wake': { actions: on('linux.wake', (c, e, out) => wakeContainer(c, out, e)) },
        'linux.exec.wake': { actions: on('linux.exec.wake', (c, e, out) => wakeExec(c, out, e)) },
        'linux.probe': { actions: on('linux.probe', (c, e, out) => probe(c, out, e)) },
        'linux.stats': { actions: on('linux.stats', (c, e, out) => stats(c, e, out)) },
        'linux.rules.apply': { actions: on('linux.rules.apply', (c, e, out) => restore(c, e, out)) },
        'linux.rules.restored': { actions: on('linux.rules.restored', (c, e, out) => restored(c, e.apply, out)) },
        'linux.policies.apply': { actions: on('linux.policies.apply', (c, e, out) => guard(c, e, out)) },
        'linux.policies.restored': { actions: on('linux.policies.restored', (c, e, out) => guarded(c, e.apply, out)) },
        'linux.routes': { actions: on('linux.routes', (c, e) => setRoutes(c, e)) },
        'fault.networkd': { actions: on('fault.networkd', (c, _e, out) => networkdRestarted(c, out)) },
        'traffic.request': { actions: on('traffic.request', (c, e, out) => route(c, out, e)) },
        'traffic.forward': { actions: on('traffic.forward', (c, e, out) => receive(c, out, e)) },
        'traffic.response': { actions: on('traffic.response', (c, e, out) => answered(c, out, e)) },
        'traffic.accepted': { actions: on('traffic.accepted', (c, e, out) => accepted(c, out, e)) },
        'traffic.refused': { actions: on('traffic.refused', (c, e, out) => answered(c, out, e)) },
        'linux.dial.wait': { actions: on('linux.dial.wait', (c, e, out) => waited(c, out, e.id)) },
        'linux.dial': { actions: on('linux.dial', (c, e, out) => dial(c, out, e)) },
        'linux.dial.ended': { actions: on('linux.dial.ended', (c, e, out) => dialEnded(c, out, e)) },
        'http.response': { actions: on('http.response', (c, e, out) => programAnswered(c, out, e)) },
        'dns.reply': { actions: on('dns.reply', (c, e, out) => programAnswered(c, out, e)) },
        'fault.kill-container': {
          guard: 'runsIt',
          actions: on('fault.kill-container', (c, e, out) => {
            const container = findContainer(c, e.pod, e.container)
            if (!container) return
            out.note(`SIGKILL to ${container.spec.name} of ${container.spec.namespace}/${container.spec.podName}`)
            signalContainer(c, out, container.spec.containerId, 'KILL')
          })
        },
        'linux.inhibit': { actions: on('linux.inhibit', (c, e) => logind().inhibit(c, e)) },
        'linux.inhibit.release': {
          actions: on('linux.inhibit.release', (c, e, out) => logind().release(c, out, e.from))
        },
        'net.reset': {
          guard: 'isInhibited',
          actions: on('net.reset', (c, e, out) => logind().release(c, out, e.peer))
        },
        'fault.shutdown': { actions: on('fault.shutdown', (c, _e, out) => logind().shutDown(c, out)) },
        'linux.inhibit.over': { actions: on('linux.inhibit.over', (c, _e, out) => logind().stopServices(c, out)) },
        // Its own end is that of all that it runs.
        'proc.term': { guard: 'stops', actions: on('proc.term', (c, _e, out) => logind().ended(c, out)) },
        'fault.disk': { actions: on('fault.disk', (c, e) => void (c.diskFull = e.full)) },
        'fault.fill-memory': {
          guard: 'runsIt',
          actions: on('fault.fill-memory', (c, e, out) => {
            const found = findContainer(c, e.pod, e.container)
            const container = found && c.containers.change(found.spec.containerId)
            if (!container) return
            container.extraBytes += e.bytes
            checkMemory(c, out, container)
          })
        }
      }
    }
  }
})

/** iptables-restore takes its time; until it is done the old rules hold. */
function restore(context: LinuxContext, apply: RulesRequest, out: Outbox): void {
  const { config } = context
  const each = flag(config, 'iptables-restore-per-service-ms') * apply.services.length
  const delay = ms(flag(config, 'iptables-restore-latency-ms') + each)
  out.timer('rules', context.rng.jitter(delay, 0.2), 'iptables-restore-latency-ms', {
    type: 'linux.rules.restored',
    apply
  })
}

function restored(context: LinuxContext, apply: RulesRequest, out: Outbox): void {
  const rules = {
    ...noRules(),
    mode: apply.mode,
    services: Object.freeze(apply.services),
    next: context.rules.next,
    affinity: context.rules.affinity
  }
  apply.services.forEach((service, index) => {
    rules.clusterIPs.add(service.clusterIP)
    for (const { ip } of service.addresses ?? [])
      rules.byAddress.set(ruleKey(ip, service.port, service.protocol), index)
    rules.byClusterIP.set(ruleKey(service.clusterIP, service.port, service.protocol), index)
    if (service.nodePort !== undefined) rules.byNodePort.set(service.nodePort, index)
  })
  context.rules = rules
  if (context.flows) keptFlows().flushDatagrams(context)
  out.send(apply.from, { type: 'linux.rules.applied', id: apply.id })
}

/** Felix writes its rules as kube-proxy does: with iptables-restore. */
function guard(context: LinuxContext, apply: PoliciesRequest, out: Outbox): void {
  const setting = 'iptables-restore-latency-ms'
  const delay = context.rng.jitter(ms(flag(context.config, setting)), 0.2)
  out.timer('policies', delay, setting, { type: 'linux.policies.restored', apply })
}

function guarded(context: LinuxContext, apply: PoliciesRequest, out: Outbox): void {
  context.policies = new Map(apply.pods.map((policy) => [policy.ip, policy]))
  out.send(apply.from, { type: 'linux.policies.applied', id: apply.id })
}

/** What everything takes that only waits, in cores: of a container, and of the system. */
const idle = { container: 0.001, system: 0.06 }

/** CPU time so far: what waiting takes, and what requests took; of a program that counts its own, that. */
function cpuOf(context: LinuxContext, out: Outbox): Pick<LinuxUsage, 'cpuMs' | 'containers'> {
  const { now, containers } = context
  const used = [...containers.values()]
    .filter(({ spec }) => spec.name !== '')
    .map((container) => {
      const { containerId: id, podUid, name } = container.spec
      const counted = container.program?.started ? out.usage(container.program.id).cpuMs : 0
      const cpuMs = toMs(now - container.startedAt) * idle.container + workDone(context, container) + counted
      return { id, podUid, name, cpuMs, memoryBytes: memoryOf(container), processes: processesOf(container) }
    })
  const cpuMs = toMs(now) * idle.system + used.reduce((sum, each) => sum + each.cpuMs, 0)
  return { cpuMs, containers: used }
}

/** What a program has grown by since it was last looked at, in bytes. */
const noticed = 1_048_576

function stats(context: LinuxContext, { id, from, detailed }: Delivered<LinuxStats, LinuxUsage>, out: Outbox): void {
  for (const { program, spec, heapBytes } of context.containers.values()) {
    const bytes = program?.started ? out.usage(program.id).memoryBytes : 0
    const heap = bytes - spec.behaviour.memoryBytes
    if (bytes > 0 && Math.abs(heap - heapBytes) >= noticed)
      context.containers.change(spec.containerId)!.heapBytes = heap
  }
  rememberUsed(context)
  const { capacity, used } = nodeMemory(context)
  const use = usageNow(context)
  const { size, available } = diskSpace(context, use.bytes)
  const inodes = flag(context.config, 'node-inodes')
  const pids = flag(context.config, 'node-pids')
  out.send(from, {
    type: 'linux.usage',
    id,
    memoryCapacityBytes: capacity,
    memoryAvailableBytes: Math.max(0, capacity - used),
    diskCapacityBytes: size,
    diskAvailableBytes: available,
    inodes,
    inodesFree: Math.max(0, inodes - flag(context.config, 'node-inodes-used') - use.files),
    pids,
    pidsInUse: flag(context.config, 'node-pids-used') + use.processes,
    pods: use.pods,
    ...(detailed && cpuOf(context, out))
  })
}
