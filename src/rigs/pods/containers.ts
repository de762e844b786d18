import type { Simulation } from '../../sim'
import type { LinuxExecDone, LinuxExec, LinuxExited, LinuxStarted } from '../../sim/components/linux/messages'
import type { Sighting } from './requests'

/** `<sandbox>`, `<nginx#0>` by the id that the runtime gave. */
type Names = ReadonlyMap<string, string>

/** The log lines of kubelets and runtimes about a pod, and what happened to its processes. */
export function lifeOfContainers(simulation: Simulation, pod: string, namespace: string): Sighting[] {
  const names = namesOf(simulation, pod, namespace)
  return [...processesOf(simulation, names), ...logsAbout(simulation, `${namespace}/${pod}`, pod, names)]
}

const kindOf = ({ history: { head } }: Simulation, process: number): string => head.processes[process]?.kind ?? ''

/** As containerd 1 and 2 write what they were asked for. */
const sandboxLine =
  /^RunPodSandbox for (?:&PodSandboxMetadata\{Name:(.*?),.*Namespace:(.*?),|name:"(.*?)" .*namespace:"(.*?)").* id "(.*)"/
const containerLine =
  /^CreateContainer within sandbox "(.*?)" for (?:&ContainerMetadata\{Name:(.*?),Attempt:(\d+),\}|name:"(.*?)"(?: attempt:(\d+))?) returns .* id "(.*)"/

/** The runtime's log says which ids are the pod's. */
function namesOf(simulation: Simulation, pod: string, namespace: string): Names {
  const names = new Map<string, string>()
  for (const { process, text } of simulation.history.timeline.logs) {
    if (kindOf(simulation, process) !== 'container-runtime') continue
    const sandbox = sandboxLine.exec(text)
    if (sandbox && (sandbox[1] ?? sandbox[3]) === pod && (sandbox[2] ?? sandbox[4]) === namespace)
      names.set(sandbox[5]!, '<sandbox>')
    const [, sandboxId, older, olderAttempt, name = older, attempt = olderAttempt, id] = containerLine.exec(text) ?? []
    if (sandboxId !== undefined && names.has(sandboxId)) names.set(id!, `<${name}#${attempt ?? 0}>`)
  }
  return names
}

function logsAbout(simulation: Simulation, key: string, pod: string, names: Names): Sighting[] {
  const found: Sighting[] = []
  // Newer releases also write lines that know a pod by its uid, or a container's id, alone.
  let uid = ''
  const add = (component: string, at: number, entry: number, what: string) => found.push({ at, entry, component, what })
  for (const { process, at, entry, level, text } of simulation.history.timeline.logs) {
    const kind = kindOf(simulation, process)
    if (kind === 'container-runtime') {
      const asked = /^RunPodSandbox for name:"(.*?)" uid:"(.*?)"/.exec(text)
      if (asked?.[1] === pod) uid = asked[2]!
      if (text.includes(`{Name:${pod},`) || asked?.[1] === pod || mentions(text, names))
        add('containerd', at, entry, renamed(text, names))
    } else if (kind === 'kubelet') {
      const [line] = text.split('\n') as [string]
      if (uid === '' && isAbout(line, key)) uid = /\(UID: \\?"([\w-]+)\\?"\)/.exec(line)?.[1] ?? ''
      if (isAbout(line, key) || (uid !== '' && (line.includes(uid) || mentions(line, names))))
        add('kubelet log', at, entry, `${level} ${line}`)
    }
  }
  return found
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const mentions = (text: string, names: Names): boolean => [...names.keys()].some((id) => text.includes(id))
const renamed = (text: string, names: Names): string =>
  [...names].reduce((line, [id, name]) => line.replaceAll(id, name), text)

const isAbout = (line: string, key: string): boolean => new RegExp(`[="[ ]${escaped(key)}[\\] "]`).test(line)

/** What the operating system did: tasks that were created, began, ended. */
function processesOf(simulation: Simulation, names: Names): Sighting[] {
  const { timeline } = simulation.history
  const found: Sighting[] = []
  const execs = new Map<string, string>()
  for (let seq = 0; seq < timeline.length; seq++) {
    const { kind, event, type, process, from, at } = timeline.get(seq)
    if (kind !== 'message' || event === null || !type.startsWith('linux.')) continue
    const { containerId } = event as unknown as { containerId?: string }
    const name = names.get(containerId ?? '')?.slice(1, -1)
    const add = (what: string) => found.push({ at, entry: seq, component: 'runtime', what })
    if (type === 'linux.exec') execs.set(`${from}/${(event as unknown as LinuxExec).id}`, name ?? '')
    else if (type === 'linux.exec.done') {
      const { id, exitCode, error } = event as unknown as LinuxExecDone
      const inside = execs.get(`${process}/${id}`)
      if (inside && error === '') add(`${inside}: EXIT status ${exitCode} (exec)`)
    } else if (name === undefined) continue
    else if (type === 'linux.created') add(`${name}: task created`)
    else if (type === 'linux.started') add(`${name}: task started pid ${(event as unknown as LinuxStarted).pid}`)
    else if (type === 'linux.oom') add(`${name}: OOM`)
    else if (type === 'linux.exited') add(`${name}: EXIT status ${(event as unknown as LinuxExited).exitCode}`)
  }
  return found
}
