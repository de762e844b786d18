import { minutes, type Micros } from '../../base/time'
import { parseImage } from '../../sim/api/image-reference'
import { parseTime } from '../../sim/api/timestamp'
import type { Container, Pod, Service } from '../../sim/api/types'
import { resolve, type ImageConfig } from '../../sim/components/container-runtime/images/images'
import { serviceVariables } from '../../sim/components/kubelet/container/service-links'
import { missingText } from '../../sim/components/linux/refused'
import { screenLimit } from '../../sim/components/linux/output'
import { advanceProc, askedOf, startProc } from '../../sim/components/linux/process'
import type { Surroundings } from '../../sim/components/linux/programs'

/** A container of a recorded state: what is known of it are its image, its variables, and the files that commands put there. */
export interface Place {
  readonly pod: Pod
  readonly container: string
  readonly files: Map<string, string>
  readonly services: readonly Service[]
  readonly now: Micros
}

/** How a program ended; `error`: the runtime could not start it; undefined: it goes on. */
export type Ended =
  | { readonly stdout: string; readonly stderr: string; readonly exitCode: number }
  | { readonly error: string }
  | undefined

/** Longer a command is not waited for. */
const patience = minutes(15)

/** Runs a program of a container's image in it, as the simulator's own machines do; nothing answers it over the network. */
export function runIn(place: Place, command: readonly string[], stdin: string): Ended {
  const around = surroundings(place)
  const { proc, progress: first } = startProc(command.map(withoutKill), around, false, stdin)
  let progress = first
  let { now } = place
  while (progress.kind === 'runs' && progress.wakeAt <= place.now + patience) {
    now = Math.max(now, progress.wakeAt)
    progress = advanceProc(proc, { ...around, now })
  }
  if (progress.kind === 'missing')
    return {
      error: `OCI runtime exec failed: exec failed: unable to start container process: ${missingText(progress.program)}`
    }
  if (progress.kind === 'exited') return { stdout: proc.stdout, stderr: proc.stderr, exitCode: progress.status }
  const asked = askedOf(proc)
  return asked
    ? { stdout: proc.stdout, stderr: `${asked.argv[0]}: not run: this state has no network\n`, exitCode: 127 }
    : undefined
}

/** A shell that kills itself ends with the signal's number: it knows no process but its container's first. */
export const withoutKill = (script: string): string =>
  script.replace(
    /\bkill (?:-(\w+) )?\$\$/g,
    (_all, named: string = 'TERM') => `exit ${128 + (signals[named] ?? Number(named))}`
  )
const signals: Readonly<Record<string, number>> = { HUP: 1, INT: 2, KILL: 9, TERM: 15 }

const containerOf = ({ spec }: Pod, container: string): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === container)

/** What a container runs, if it says so itself. */
export function commandOf({ pod, container }: Place): readonly string[] {
  const { command = [], args = [] } = containerOf(pod, container) ?? {}
  return [...command, ...args]
}

/** What is known of an image, by its name alone. */
function imageOf(name: string): ImageConfig | undefined {
  if (!parseImage(name).ok) return undefined
  const found = resolve(name)
  return found.kind === 'found' ? found.config : undefined
}

/** A pod's containers know the Services that there were when its kubelet took it. */
function isBefore({ status }: Pod): (service: Service) => boolean {
  const { startTime } = status
  return ({ metadata: { creationTimestamp } }) =>
    !startTime || !creationTimestamp || parseTime(creationTimestamp) <= parseTime(startTime)
}

/** A field of a pod as a container's variable has it; what ConfigMaps and Secrets give is left empty. Models podFieldSelectorRuntimeValue. */
function fieldOf({ metadata, spec, status }: Pod, path: string): string {
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? []
  if (map !== undefined) return metadata[map as 'labels' | 'annotations']?.[key] ?? ''
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.hostIP': status.hostIP,
    'status.podIP': status.podIP
  }
  return fields[path] ?? ''
}

export function surroundings({ pod, container, files, services, now }: Place): Surroundings {
  const { metadata, spec } = pod
  const own = containerOf(pod, container)
  const directory = own?.workingDir ?? '/'
  const given = Object.fromEntries(
    (own?.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? fieldOf(pod, valueFrom?.fieldRef?.fieldPath ?? '')
    ])
  )
  const image = imageOf(own?.image ?? '')
  const hostname = spec.hostname ?? metadata.name
  return {
    now,
    skew: 0,
    files,
    hostname: spec.hostNetwork === true ? (spec.nodeName ?? hostname) : hostname,
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOSTNAME: hostname,
      ...given,
      ...serviceVariables(services.filter(isBefore(pod)), pod),
      HOME: '/root'
    },
    anyProgram: image?.anyProgram === true,
    ...(image?.bare && { bare: true }),
    unknownStatus: 0,
    listens: () => false,
    cwd: directory,
    home: directory,
    keeps: screenLimit
  }
}
