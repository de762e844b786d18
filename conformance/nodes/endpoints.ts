import { inOrder, type Found } from '../proxy/compare'
import { fieldsOf } from './objects'

/** The recorder's own settings, and those of its machines: there must be one. */
const settings =
  /^kubeletconfig\.(?:tlsCertFile|tlsPrivateKeyFile|cgroupDriver|failSwapOn|failCgroupV1|resolvConf|logging\.verbosity)$/
/** Left out because the recorder had turned them off: certificates were given, and cgroups are those of version 1. */
const turnedOff = /^kubeletconfig\.(?:rotateCertificates|enforceNodeAllocatable)/

/** An answer of a kubelet: its first recorded line is the status. Amounts, times and names are its cluster's, so of these the shape is compared. */
export function compareEndpoint(name: string, recorded: string, ours: string): Found {
  const [code = '', ...rest] = recorded.split('\n')
  const body = rest.join('\n')
  if (name === 'kubelet-cadvisor-names.txt') return compareNames(recorded, ours)
  const isRefused = !/^2/.test(code)
  // kubectl prints a refusal's text behind its own words, and of one that is no object of the API nothing else.
  if (code === '404')
    return ours.startsWith('Error from server (NotFound): the server could not find')
      ? one()
      : one(`want 404, got ${ours.trim()}`)
  if (isRefused) return ours.includes(body.trim()) ? one() : one(`want ${code} ${body.trim()}, got ${ours.trim()}`)
  if (/configz/.test(name)) return compareConfig(body, ours)
  if (/metrics/.test(name)) return inOrder(seriesOf(body), seriesOf(ours))
  if (/summary|pods/.test(name)) return compareShape(body, ours, name)
  return inOrder(linesOf(body), linesOf(ours))
}

const one = (problem?: string): Found => ({ passed: problem ? 0 : 1, differences: problem ? [problem] : [] })
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

function compareConfig(recorded: string, ours: string): Found {
  const parsed = (text: string) =>
    [...fieldsOf(JSON.parse(text))]
      .filter(([path]) => !turnedOff.test(path))
      .map(([path, value]) => `${path} ${settings.test(path) ? '…' : value}`)
  try {
    return inOrder(parsed(recorded), parsed(ours))
  } catch {
    return one(`that is no JSON: ${ours.slice(0, 80)}`)
  }
}

/** Each series once: its help, its type, and the names of its labels. */
function seriesOf(text: string): string[] {
  const lines = linesOf(text).map((line) =>
    line.startsWith('#')
      ? line
      : line.replace(
          /^(\w+)(\{.*\})? .*$/,
          (_, name: string, labels = '') =>
            `${name} ${[...(labels as string).matchAll(/(\w+)="/g)].map(([, label]) => label).join(',')}`
        )
  )
  return [...new Set(lines)]
}

function compareNames(recorded: string, ours: string): Found {
  const own = [...ours.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`)
  return inOrder(linesOf(recorded), own.sort())
}

/** Paths of fields, lists taken together. A recording that was cut off gives what its text tells: keys, by their depth. */
function compareShape(recorded: string, ours: string, name: string): Found {
  const keys = (text: string): Set<string> => new Set([...text.matchAll(/"([\w.-]+)":/g)].map(([, key]) => key!))
  const [theirs, mine] = [keys(recorded), keys(ours)]
  // Keys of maps whose names people chose, and what only some pods have.
  // A pod asks for ephemeral-storage as it likes; of the summary it is a part.
  const isPart = (key: string) => key !== 'ephemeral-storage' || name.includes('summary')
  const wanted = [...theirs].filter((key) => shapes.has(key) && isPart(key))
  const missing = wanted.filter((key) => !mine.has(key))
  return { passed: wanted.length - missing.length, differences: missing.map((key) => `- ${key}`) }
}

/** Fields of Summary, PodList, Pod and its status that a kubelet writes of every pod. */
const shapes: ReadonlySet<string> = new Set(
  `kind apiVersion metadata items name namespace uid spec containers image resources status node nodeName systemContainers startTime cpu time usageNanoCores
  usageCoreNanoSeconds psi full some total avg10 avg60 avg300 memory availableBytes usageBytes workingSetBytes rssBytes pageFaults majorPageFaults io swap swapUsageBytes
  network rxBytes rxErrors txBytes txErrors interfaces fs capacityBytes usedBytes inodesFree inodes inodesUsed runtime imageFs containerFs rlimit maxpid curproc
  swapAvailableBytes pods podRef rootfs logs volume ephemeral-storage process_stats process_count resourceVersion generation creationTimestamp annotations
  kubernetes.io/config.seen kubernetes.io/config.source managedFields restartPolicy terminationGracePeriodSeconds dnsPolicy serviceAccountName nodeName securityContext
  schedulerName tolerations priority enableServiceLinks preemptionPolicy observedGeneration phase conditions hostIP hostIPs podIP podIPs containerStatuses state running
  startedAt lastState ready restartCount imageID containerID started volumeMounts user linux gid supplementalGroups qosClass`.split(
    /\s+/
  )
)
