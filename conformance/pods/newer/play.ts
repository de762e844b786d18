import { assert } from '../../../src/base/assert'
import { ms, seconds } from '../../../src/base/time'
import { createAt, lab, lifeOf, type Moment } from '../../../src/rigs/pods'
import { parseCommand, prepare, type Scenario } from '../../../src/scenarios'
import { createSimulation, forkSimulation, type Simulation } from '../../../src/sim'
import { actsIn } from './acts'
import { compareLives, passed, type Compared } from './compare'
import { ownPart } from './cut'
import { aspects, type Aspect } from './lines'
import { manifestOf } from './manifest'
import { gradePaces, pacesIn } from './paces'
import { recordingsIn, type Recording } from './recording'
import { pullSecret, registryAnswers } from './registries'
import { surroundings, type Needed } from './surroundings'

interface Options {
  readonly show: number
  readonly only: readonly string[]
}

/** The recorded lab of the newer release: two cores, 24 GB, the images that were warmed up. */
const newerLab: Scenario = {
  ...lab,
  profile: 'kubernetes',
  flags: {
    ...lab.flags,
    'preloaded-images':
      'registry.k8s.io/pause:3.10.1,nginx:1.27,nginx:1.25,nginx:latest,busybox:1.36,lab.example.com/labsrv:1',
    // Registries answered there, if only that they have no such image.
    'dns-answers': true,
    'node-cpu': 2,
    'node-memory-mib': 24_105
  }
}

/** What a pod needs is there before it. */
const before = seconds(5)

function quietCluster(answers: string): Simulation {
  const spec = prepare({ ...newerLab, flags: { ...newerLab.flags, 'registry-answers': answers } })
  assert(spec.ok, 'the lab is a scenario')
  const simulation = createSimulation(spec.value)
  simulation.history.advance(createAt - before)
  return simulation
}

/** The recorder's own server, an application that answers, stands under a host: on Docker Hub there is no such image. */
const own = 'lab.example.com/'

/** Lives a recorded pod in a branch of a quiet cluster; a sentence if its record does not say what it was. */
function live(
  quiet: Simulation,
  answers: string,
  recording: Recording,
  part: readonly Moment[]
): readonly Moment[] | string {
  const known = manifestOf({ ...recording, timeline: part })
  if ('unknown' in known) return known.unknown
  const { containers = [] } = known.manifest.spec as unknown as { containers?: { image: string }[] }
  const secret = containers.map(({ image }) => pullSecret(answers, image, part)).find((one) => one !== null)
  const manifest = { ...known.manifest, spec: { ...known.manifest.spec, ...secret?.spec } }
  const stdin = JSON.stringify(manifest).replaceAll('"labsrv:', `"${own}labsrv:`)
  const create = { at: createAt, line: 'create -f -', stdin }
  const { namespace } = recording
  const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
  const around = [...(namespace === 'default' ? [] : [place]), ...(secret ? [secret.object] : [])]
    .map((object): Needed => ({ object, at: null }))
    .concat(surroundings(known.manifest, part))
    .map(({ object, at }) => ({
      at: at === null ? createAt - before : createAt + ms(at),
      line: `create -n ${namespace} -f -`,
      stdin: JSON.stringify(object)
    }))
  const commands = actsIn(recording.pod, namespace, part).map((text) => {
    const read = parseCommand(text)
    assert(read.ok, `${text}: ${read.ok ? '' : read.error}`)
    return read.value
  })
  const branch = forkSimulation(quiet, { kubectl: [...around, create, ...commands], faults: [] })
  // What is left of a deleted pod goes with the next round of the garbage collector.
  const longer = part.some(({ what }) => what.startsWith('DELETE pods ')) ? 65 : 20
  branch.history.advance(seconds((part.at(-1)?.t_ms ?? 0) / 1000 + longer))
  const life = lifeOf(branch, recording.pod, namespace)
  if (!life) return 'the simulated API server did not take it'
  return life.timeline.map((moment) => ({ ...moment, what: moment.what.replaceAll(own, '') }))
}

/** Grades recorded lives: each recorded line passes if it comes in the simulated life in its order. */
export function pods(
  folder: string,
  { show, only }: Options,
  out: (text: string) => void
): { passed: number; failed: number } {
  const paces = pacesIn(folder)
  const recordings = paces.includes(folder) ? [] : recordingsIn(folder)
  const answers = registryAnswers(recordings)
  const quiet = quietCluster(answers)
  const totals = new Map<Aspect, [passed: number, all: number]>(aspects.map((aspect) => [aspect, [0, 0]]))
  const leftOut: string[] = []
  let cut = 0
  for (const recording of recordings) {
    if (only.length > 0 && !only.some((name) => recording.id.startsWith(name))) continue
    const { own, after } = ownPart(recording.timeline)
    const life = live(quiet, answers, recording, own)
    if (typeof life === 'string') {
      leftOut.push(`${recording.id}: ${life}`)
      continue
    }
    cut += after
    const compared = compareLives(own, life)
    for (const aspect of aspects) {
      const total = totals.get(aspect)!
      total[0] += passed(compared[aspect])
      total[1] += compared[aspect].recorded.length
    }
    out(
      `${recording.id}: ${aspects.map((aspect) => `${aspect} ${passed(compared[aspect])}/${compared[aspect].recorded.length}`).join(', ')}\n`
    )
    for (const aspect of aspects) if (show > 0) out(shown(aspect, compared[aspect], show))
  }
  for (const line of leftOut) out(`left out: ${line}\n`)
  out(`${leftOut.length} lives left out, ${cut} lines after what others did\n`)
  const sum = { passed: 0, failed: 0 }
  for (const [aspect, [good, all]] of totals) {
    out(`${aspect}: ${good} of ${all}\n`)
    sum.passed += good
    sum.failed += all - good
  }
  if (only.length === 0)
    for (const { what, passed: good, found } of gradePaces(paces, quiet)) {
      if (!good && show > 0) out(`  ${what} -- here: ${found}\n`)
      if (good) sum.passed++
      else sum.failed++
    }
  out(`${sum.passed} passed, ${sum.failed} failed\n`)
  return sum
}

/** The first recorded lines that did not come, each with what the simulation has in its place. */
function shown(aspect: Aspect, { recorded, simulated, found }: Compared, show: number): string {
  const known = new Set(recorded)
  const missing = recorded.filter((_, i) => !found[i]).slice(0, show)
  const extra = simulated.filter((line) => !known.has(line)).slice(0, show)
  const lines = [
    ...missing.map((line) => `    - ${line}\n`),
    ...(missing.length > 0 ? extra.map((line) => `    + ${line}\n`) : [])
  ]
  return lines.length > 0 ? `  ${aspect}\n${lines.join('')}` : ''
}
