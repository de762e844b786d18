import { parseFault } from '../../src/sim'
import { seconds } from '../../src/base/time'
import { inOrder, type Found } from '../proxy/compare'
import { sitBefore, typed } from './cluster'

interface Case {
  readonly files: RegExp
  /** At what instants what is done; the log is read from the first on. */
  readonly faults: readonly string[]
  readonly lines?: readonly string[]
  readonly until: number
  readonly flags?: Readonly<Record<string, number | string>>
}

const restarted = ['ssh worker-1 systemctl restart kubelet']
const configured = (...settings: readonly string[]): string[] => [
  ...settings.map((setting) => `ssh worker-1 'echo "${setting}" | tee -a /var/lib/kubelet/config.yaml'`),
  ...restarted
]

/** What was done, by the names of the files. */
const cases: readonly Case[] = [
  {
    files: /api-away-1s/,
    faults: ['60s pause master-1/kube-apiserver', '64.4s resume master-1/kube-apiserver'],
    until: 80
  },
  {
    files: /api-away-5s/,
    faults: ['59.9s kill master-1/kubelet', '60s kill master-1/kube-apiserver', '97s restart master-1/kubelet'],
    until: 140
  },
  {
    files: /api-away-60s/,
    faults: ['59.9s kill master-1/kubelet', '60s kill master-1/kube-apiserver', '123s restart master-1/kubelet'],
    until: 215
  },
  {
    files: /api-away-6min/,
    faults: ['59.9s kill master-1/kubelet', '60s kill master-1/kube-apiserver', '420s restart master-1/kubelet'],
    until: 480
  },
  { files: /restart-v2/, faults: [], lines: restarted, until: 90 },
  { files: /back-after-unknown/, faults: ['60s kill worker-1/kubelet', '173s restart worker-1/kubelet'], until: 200 },
  {
    files: /runtime-down/,
    faults: ['60s kill worker-1/container-runtime', '122s restart worker-1/container-runtime'],
    until: 150
  },
  // The recorder wrote thresholds that its machine was about to pass into the configuration, and started the kubelet anew.
  { files: /memory-eviction/, faults: [], lines: configured('evictionHard: {memory.available: 95%}'), until: 76 },
  { files: /disk-eviction/, faults: [], lines: configured('evictionHard: {nodefs.available: 99%}'), until: 76 },
  { files: /inode-eviction/, faults: [], lines: configured('evictionHard: {nodefs.inodesFree: 100%}'), until: 130 },
  { files: /pid-eviction/, faults: [], lines: configured('evictionHard: {pid.available: 100%}'), until: 130 },
  {
    files: /image-gc/,
    faults: [],
    lines: configured('imageGCHighThresholdPercent: 12', 'imageGCLowThresholdPercent: 10', 'maxPods: 12'),
    until: 130
  },
  { files: /restart-v0/, faults: [], lines: restarted, until: 90, flags: { v: 0 } },
  { files: /node-deleted/, faults: [], lines: ['kubectl delete node worker-1'], until: 140 }
]

export const isPlayed = (file: string): boolean => cases.some(({ files }) => files.test(file))

/**
 * Lines of single pods, containers, volumes and images: their lives are graded in `pods`. Of cAdvisor's, a container's cgroup that is gone before it was
 * looked at; of the volumes', a pod's ConfigMap.
 */
const ofPods =
  /Failed to (?:process watch event|create existing container)|^\S+ projected\.go|\b(?:pod|pods|podID|podUID|containerID|containerName|volumeName|image|sandbox|podSandboxID)=|volume \\?"|Unhandled Error|RemoveContainer|Container not found/
/**
 * What the recorder's machines lacked or had mounted, and what two busy cores brought (traces of slow calls); several kubelets shared a machine's cgroups, and of the
 * others' containers a kubelet's own containerd knows nothing.
 */
const ofTheBed =
  /Trace\[|Filesystem partitions|failed getting container info|oom|OOM|rlimit|cgroup|cadvisor|watchdog|Housekeeping took longer|Golang|checkpoint|PSI|swap|Swap|AppArmor/

/** Kinds of lines in the order in which they first come: severity, place, words and the names of values. */
export function kindsOf(lines: readonly string[]): string[] {
  const kinds = lines
    .filter((line) => /^[IWEF] [a-z_0-9]+\.go:\d+\] /.test(line) && !ofPods.test(line) && !ofTheBed.test(line))
    // Its command line, a flag to a line.
    .map((line) => line.replace(/FLAG: .*/, 'FLAG:'))
    // Unstructured: what Go prints of a map or a structure is the machine's.
    .map((line) => (/^\S+ \S+ "/.test(line) ? line : line.replace(/(?:map\[|\{).*/s, '…')))
    .map((line) => {
      const [, head = line, rest = ''] = /^(\S+ \S+ (?:"(?:[^"\\]|\\.)*"|[^"=]*))(.*)$/.exec(line) ?? []
      return `${head.trim()} ${[...rest.matchAll(/(?:^| )(\w+)=/g)].map(([, key]) => key).join(' ')}`.trim()
    })
  return [...new Set(kinds)]
}

export function compareLog(file: string, text: string): Found | undefined {
  const known = cases.find(({ files }) => files.test(file))
  if (!known) return undefined
  const isOld = text.includes('kubeletVersion="v1.25')
  const found = isOld ? { ...known, flags: { ...known.flags, release: '1.25' } } : known
  const recorded = kindsOf(text.split('\n').map(withoutHead))
  return bySource(recorded, kindsOf(simulated(found)))
}

/**
 * Which of a kubelet's loops notices something first is chance: the order is compared within each source file, and of the two servers that one of them
 * begins at once for each of them.
 */
function bySource(recorded: readonly string[], own: readonly string[]): Found {
  const sourceOf = (kind: string): string =>
    kind.includes('podresources API') ? 'podresources' : (/^\S+ ([a-z_0-9]+)\.go/.exec(kind)?.[1] ?? '')
  const sources = [...new Set([...recorded, ...own].map(sourceOf))]
  const found = sources.map((source) => {
    const of = (kinds: readonly string[]) => kinds.filter((kind) => sourceOf(kind) === source)
    return inOrder(of(recorded), of(own))
  })
  return {
    passed: found.reduce((sum, { passed }) => sum + passed, 0),
    differences: found.flatMap(({ differences }) => differences)
  }
}

/** klog's header but the severity. */
const withoutHead = (line: string): string => line.replace(/^(?:\?{3} )?([IWEF])\d{4} [\d:.]+ +\d+ /, '$1 ')

const memory = new Map<Case, string[]>()
function simulated(one: Case): string[] {
  const known = memory.get(one)
  if (known) return known
  const faults = one.faults.map((text) => {
    const read = parseFault(text)
    if (!read.ok) throw new Error(read.error)
    return read.value
  })
  const sitting = sitBefore(faults, 59.5, one.flags)
  const journal = () => typed(sitting, 'ssh worker-1 journalctl -u kubelet -o cat').split('\n')
  const before = journal().length - 1
  for (const line of one.lines ?? []) typed(sitting, line)
  sitting.advance(seconds(one.until))
  const lines = journal().slice(before).map(withoutHead)
  memory.set(one, lines)
  return lines
}
