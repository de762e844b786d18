import { isPodReady } from '../../../api/kinds/pod/conditions'
import { seconds, toSeconds, type Micros } from '../../../../base/time'
import type { KubeList, Pod } from '../../../api/types'
import type { Message, Outbox } from '../../../kernel/types'
import { probeNamespace } from '../api-probes'
import { ask, isGood, whatFailed, type Answer } from '../ask'
import { flag } from '../config'
import type { Client } from '../context'
import { baseName, deployment } from './objects'
import type { Experiment, ExperimentId, Judged, Verdict } from './state'

/** After this time without the wanted effect a round has failed: it is cleaned up, and another may begin. */
export const patience = ({ config }: Client): Micros => seconds(flag(config, 'impact-patience-s'))
const setting = 'impact-probe-interval-ms'

type Call = Parameters<typeof ask>[3]
type WithPods = 'new-deployments' | 'scaling' | 'self-healing'

/** An experiment with pods: a request that changes something, and what the pods must come to. */
interface Plan {
  readonly act: (experiment: Experiment) => Call
  readonly app: (round: number) => string
  readonly done: (pods: readonly Pod[], experiment: Experiment) => boolean
  /** How the effect is told: `running` 3.2 s after. */
  readonly effect: string
  readonly clean: (experiment: Experiment) => Call | null
}

const isReady = ({ status, metadata }: Pod): boolean => metadata.deletionTimestamp === undefined && isPodReady(status)
const newName = (round: number): string => `impact-new-${round}`
const scaleTo = (replicas: number): Call => ({
  verb: 'patch',
  resource: 'deployments',
  subresource: 'scale',
  namespace: probeNamespace,
  name: baseName,
  body: { spec: { replicas } },
  options: { patchType: 'merge' }
})

const plans: Readonly<Record<WithPods, Plan>> = {
  'new-deployments': {
    act: ({ round }) => ({
      verb: 'create',
      resource: 'deployments',
      namespace: probeNamespace,
      body: deployment(newName(round))
    }),
    app: newName,
    done: (pods) => pods.some(isReady),
    effect: 'a new Deployment’s pod ran',
    clean: ({ round }) => ({ verb: 'delete', resource: 'deployments', namespace: probeNamespace, name: newName(round) })
  },
  scaling: {
    act: () => scaleTo(2),
    app: () => baseName,
    done: (pods) => pods.filter(isReady).length >= 2,
    effect: 'a second replica ran',
    clean: () => scaleTo(1)
  },
  'self-healing': {
    act: ({ before }) => ({ verb: 'delete', resource: 'pods', namespace: probeNamespace, name: before[0] ?? 'none' }),
    app: () => baseName,
    done: (pods, { before }) => pods.some((pod) => isReady(pod) && !before.includes(pod.metadata.name)),
    effect: 'a deleted pod was replaced',
    clean: () => null
  }
}

export const judge = (status: Verdict, evidence: string): Judged => Object.freeze({ status, evidence })

/** Begins a round, if the last is over. */
export function begin(context: Client, id: ExperimentId, out: Outbox): void {
  const experiment = context.impact.experiments[id]
  if (experiment.phase !== 'idle') return
  experiment.round++
  experiment.phase = 'acting'
  experiment.startedAt = context.now
  experiment.error = ''
  if (id === 'kubectl') {
    out.send('users/kubectl', {
      type: 'kubectl.command',
      id: `impact-${experiment.round}`,
      line: 'get nodes'
    } as Message)
  }
}

/** Goes on with an experiment: asks for what it waits for. */
export function goOn(context: Client, id: WithPods, out: Outbox): void {
  const experiment = context.impact.experiments[id]
  const plan = plans[id]
  if (experiment.phase === 'idle') return
  judgeSoFar(context, id)
  const question = (of: string, call: Call) =>
    ask(context.asker, context, out, call, { kind: 'experiment', of: `${id} ${of}` }, seconds(5), setting)
  // Deleting a pod needs to know which there are.
  if (experiment.phase === 'acting' && id === 'self-healing' && experiment.before.length === 0)
    question('pods', podsOf(plan, experiment))
  else if (experiment.phase === 'acting') question('act', plan.act(experiment))
  else if (experiment.phase === 'waiting') question('pods', podsOf(plan, experiment))
  else {
    const clean = plan.clean(experiment)
    if (clean) question('clean', clean)
    else finish(context, experiment)
  }
}

const podsOf = (plan: Plan, { round }: Experiment): Call => ({
  verb: 'list',
  resource: 'pods',
  namespace: probeNamespace,
  options: { labelSelector: `app=${plan.app(round)}` }
})

export function answered(context: Client, answer: Answer): void {
  const [id, of] = answer.ref.of!.split(' ') as [WithPods, string]
  const experiment = context.impact.experiments[id]
  const plan = plans[id]
  if (experiment.phase === 'idle') return
  if (!isGood(answer) && !(of === 'act' && answer.code === 409) && !(of === 'clean' && answer.code === 404)) {
    experiment.error = whatFailed(answer)
    judgeSoFar(context, id)
    return
  }
  experiment.error = ''
  if (of === 'act') {
    experiment.phase = 'waiting'
    experiment.actedAt = context.now
  } else if (of === 'clean') finish(context, experiment)
  else {
    const pods = (answer.body as KubeList).items as Pod[]
    if (experiment.phase === 'acting')
      experiment.before = Object.freeze(pods.filter(isReady).map(({ metadata }) => metadata.name))
    else if (experiment.phase === 'waiting') took(context, experiment, plan, pods)
  }
}

/** What became of the pods so far. */
function took(context: Client, experiment: Experiment, plan: Plan, pods: readonly Pod[]): void {
  const { now } = context
  const { startedAt, actedAt, before } = experiment
  if (plan.done(pods, experiment)) {
    experiment.judged = judge('ok', `${plan.effect} ${toSeconds(now - startedAt).toFixed(1)} s after the request`)
    experiment.phase = 'cleaning'
  } else if (now - actedAt > patience(context)) {
    const stuck = pods.find((pod) => !isReady(pod) && !before.includes(pod.metadata.name))
    const where = stuck?.spec.nodeName
      ? `its pod was bound to ${stuck.spec.nodeName} and does not run`
      : stuck
        ? 'its pod was not scheduled'
        : 'no pod was created'
    experiment.judged = judge('failed', `accepted, but ${toSeconds(now - actedAt).toFixed(0)} s later ${where}`)
    experiment.phase = 'cleaning'
  }
}

function finish(context: Client, experiment: Experiment): void {
  experiment.phase = 'idle'
  experiment.before = []
  experiment.endedAt = context.now
}

/** While an experiment lasts: what stands in its way. */
function judgeSoFar(context: Client, id: WithPods): void {
  const { impact, now } = context
  const experiment = impact.experiments[id]
  const { phase, error, startedAt } = experiment
  const lasts = toSeconds(now - startedAt).toFixed(0)
  if (phase === 'acting' && error !== '') experiment.judged = judge('failed', `no success for ${lasts} s: ${error}`)
  else if (phase === 'waiting' && error !== '' && now - startedAt > patience(context)) {
    experiment.judged = judge('failed', `no answer for ${lasts} s: ${error}`)
  }
}

/** kubectl came to its end. */
export function kubectlEnded(
  context: Client,
  { id, code, stderr }: { id: string; code: number; stderr: string }
): void {
  const experiment = context.impact.experiments.kubectl
  if (id !== `impact-${experiment.round}`) return
  experiment.phase = 'idle'
  experiment.endedAt = context.now
  const took = toSeconds(context.now - experiment.startedAt).toFixed(1)
  experiment.judged =
    code === 0
      ? judge('ok', `kubectl get nodes answered in ${took} s`)
      : judge('failed', `kubectl get nodes: ${stderr.trim().split('\n').at(-1) ?? ''}`)
}

/** kubectl hangs. */
export function judgeKubectl({ impact, now }: Client): void {
  const experiment = impact.experiments.kubectl
  if (experiment.phase === 'acting' && now - experiment.startedAt > seconds(5)) {
    experiment.judged = judge(
      'failed',
      `kubectl get nodes hangs for ${toSeconds(now - experiment.startedAt).toFixed(0)} s`
    )
  }
}
