import { describe, expect, it } from 'vitest'
import { ms, seconds } from '../../../../../base/time'
import { formatTime } from '../../../../api/timestamp'
import type { HorizontalPodAutoscaler, Pod } from '../../../../api/types'
import type { Call } from '../../../../client-go/transport'
import { ControllerLab } from '../../../../testing/lab'
import type { Answer } from '../../sync'
import { nothingYet, type AutoscalerLook, type Learnt, type Memory } from './look'
import { syncAutoscaler } from './sync'

const start = seconds(100_000)
const settings = {
  syncPeriod: seconds(15),
  downscaleStabilization: seconds(300),
  tolerance: 0.1,
  cpuInitializationPeriod: seconds(300),
  initialReadinessDelay: seconds(30)
}
const cpu = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } }
}
const rps = { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } } }

function pod(name: string, more: Partial<Pod['status']> = {}): Pod {
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: formatTime(start - seconds(600)) }]
  const requests = { cpu: '100m' }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: 'd' } },
    spec: { containers: [{ name: 'c', resources: { requests } }] },
    status: { phase: 'Running', startTime: formatTime(start - seconds(700)), conditions, ...more }
  }
}

/** A Deployment of some pods with an autoscaler, whose syncs are played one by one. */
class Autoscaled {
  memory: Memory = nothingYet
  now = start
  pods: Pod[]
  /** CPU of each pod, in thousandths; null: the pod is not measured. */
  usage: (name: string) => number | null = () => 50
  served = true
  readonly events: string[] = []
  hpa: HorizontalPodAutoscaler
  selectors: AutoscalerLook['selectors'] = []

  constructor(
    public replicas: number,
    spec: Partial<HorizontalPodAutoscaler['spec']> = {}
  ) {
    this.pods = Array.from({ length: replicas }, (_, i) => pod(`d-${i}`))
    this.hpa = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h', namespace: 'default' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
        minReplicas: 1,
        maxReplicas: 10,
        metrics: [cpu],
        ...spec
      },
      status: { currentReplicas: 0, desiredReplicas: 0, conditions: [] }
    }
  }

  /** One look, this many seconds after the last; new pods are ready at once, as after a while. */
  look(after = 15): this {
    this.now += seconds(after) + ms(10)
    const { hpa, memory, pods, selectors, now } = this
    const sync = syncAutoscaler({ hpa, memory, pods, selectors, settings, now })
    let next = sync.next()
    while (!next.done) {
      const step = next.value
      if (step.step === 'event') this.events.push(`${step.reason}: ${step.message}`)
      if (step.step === 'conclude') this.memory = { ...this.memory, ...(step.conclusion as Learnt).memory }
      next = sync.next(step.step === 'api' ? step.calls.map((call) => this.answer(call)) : [])
    }
    while (this.pods.length < this.replicas) this.pods.push(pod(`d-${this.pods.length}`))
    this.pods.length = Math.min(this.pods.length, this.replicas)
    return this
  }

  condition = (type: string): string => {
    const found = this.hpa.status.conditions?.find((each) => each.type === type)
    return found ? `${found.status} ${found.reason}` : ''
  }

  private answer({ apiVersion = '', resource, verb, subresource, body }: Call): Answer {
    const say = (code: number, answer: unknown): Answer => ({ code, body: answer, at: this.now })
    if (apiVersion.includes('metrics')) {
      if (!this.served || resource !== 'pods' || verb !== 'list')
        return say(404, { kind: 'Status', message: 'the server could not find the requested resource' })
      const items = this.pods.flatMap(({ metadata: { name } }) => {
        const milli = this.usage(name)
        const containers = [{ name: 'c', usage: { cpu: `${milli}m` } }]
        return milli === null
          ? []
          : [{ metadata: { name }, timestamp: formatTime(this.now), window: '15s', containers }]
      })
      return say(200, { items })
    }
    if (subresource === 'scale') {
      if (verb === 'update') this.replicas = (body as { spec: { replicas: number } }).spec.replicas
      const { replicas } = this
      return say(200, { metadata: { name: 'd' }, spec: { replicas }, status: { replicas, selector: 'app=d' } })
    }
    this.hpa = body as HorizontalPodAutoscaler
    return say(200, body)
  }
}

describe('a HorizontalPodAutoscaler', () => {
  it('doubles at most, or goes to 4, until the metric is met', () => {
    const its = new Autoscaled(1)
    its.usage = () => 200
    expect([1, 2, 3, 4].map(() => its.look().replicas)).toEqual([4, 8, 10, 10])
    expect(its.events[0]).toBe(
      'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target'
    )
    expect(its.condition('ScalingLimited')).toBe('True TooManyReplicas')
    expect(its.hpa.status.currentMetrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', current: { averageValue: '200m', averageUtilization: 200 } } }
    ])
  })

  it('gets smaller only when nothing more was asked for during the stabilization window', () => {
    const its = new Autoscaled(10).look()
    its.usage = () => 20
    const sizes = Array.from({ length: 21 }, () => its.look().replicas)
    expect(sizes.slice(0, 19).every((size) => size === 10)).toBe(true)
    expect(sizes.at(-1)).toBe(4)
    expect(its.events.at(-1)).toBe('SuccessfulRescale: New size: 4; reason: All metrics below target')
  })

  it.each([
    [54, 2],
    [46, 2],
    [56, 3]
  ])('at %d%% of 50%% two pods become %d: a tenth is tolerated', (usage, size) => {
    const its = new Autoscaled(2)
    its.usage = () => usage
    expect(its.look().replicas).toBe(size)
  })

  it("takes a rule's own tolerance before the flag's", () => {
    const its = new Autoscaled(2, { behavior: { scaleUp: { tolerance: '200m' } } })
    its.usage = () => 58
    expect(its.look().replicas).toBe(2)
    its.usage = () => 62
    expect(its.look().replicas).toBe(3)
  })

  it('adds no more than its policies allow in their period, and nothing when it is disabled', () => {
    const scaleUp = { policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }] }
    const its = new Autoscaled(1, { behavior: { scaleUp } })
    its.usage = () => 200
    expect([1, 2, 3, 4].map(() => its.look().replicas)).toEqual([2, 2, 3, 3])
    expect(its.condition('ScalingLimited')).toBe('True ScaleUpLimit')
    its.hpa = { ...its.hpa, spec: { ...its.hpa.spec, behavior: { scaleUp: { selectPolicy: 'Disabled' } } } }
    expect(its.look(60).replicas).toBe(3)
  })

  it('counts pods without metrics as busy before it takes pods away, and as idle before it adds some', () => {
    const its = new Autoscaled(4, { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } })
    its.usage = (name) => (name < 'd-2' ? 10 : null)
    expect(its.look().replicas).toBe(4)
    its.usage = (name) => (name < 'd-2' ? 120 : null)
    expect(its.look().replicas).toBe(5)
  })

  it('does not count CPU of a pod that is not ready', () => {
    const its = new Autoscaled(1)
    const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: formatTime(start) }]
    its.pods = [pod('d-0', { startTime: formatTime(start), conditions })]
    its.look()
    expect(its.condition('ScalingActive')).toBe('False FailedGetResourceMetric')
    expect(its.events[0]).toContain('did not receive metrics for targeted pods (pods might be unready)')
  })

  it('fails as in a cluster without metrics-server', () => {
    const its = new Autoscaled(2)
    its.served = false
    its.look()
    const error =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
    expect(its.events).toEqual([
      `FailedGetResourceMetric: ${error}`,
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${error}`
    ])
    expect(its.hpa.status).toMatchObject({ currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] })
  })

  it('adds pods for one metric though another is unknown, but takes none away', () => {
    const its = new Autoscaled(2, {
      metrics: [cpu, rps],
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } }
    })
    its.usage = () => 100
    expect(its.look().replicas).toBe(4)
    expect(its.condition('ScalingActive')).toBe('True ValidMetricFound')
    its.usage = () => 1
    expect(its.look().replicas).toBe(4)
    expect(its.condition('ScalingActive')).toBe('False FailedGetPodsMetric')
  })

  it('goes into its bounds without looking at metrics, and leaves what was switched off alone', () => {
    expect(new Autoscaled(1, { minReplicas: 3 }).look()).toMatchObject({ replicas: 3 })
    expect(new Autoscaled(12).look().replicas).toBe(10)
    const off = new Autoscaled(0).look()
    expect(off.replicas).toBe(0)
    expect(off.condition('ScalingActive')).toBe('False ScalingDisabled')
  })

  it('does nothing with pods that another one scales too', () => {
    const its = new Autoscaled(1)
    its.usage = () => 200
    its.selectors = [['default/other', 'app in (d,e)']]
    its.look()
    const error = 'pods by selector app=d are controlled by multiple HPAs: [default/h default/other]'
    expect(its.replicas).toBe(1)
    expect(its.events).toEqual([`AmbiguousSelector: ${error}`, `FailedComputeMetricsReplicas: ${error}`])
  })

  it('says when its target is not there', () => {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Nosuch', name: 'd' }
    const its = new Autoscaled(1, { scaleTargetRef }).look()
    expect(its.events).toEqual(['FailedGetScale: no matches for kind "Nosuch" in group "apps"'])
    expect(its.condition('AbleToScale')).toBe('False FailedGetScale')
  })
})

describe('its controller', () => {
  it('looks a sync period after the object was made, and once in each from then on', () => {
    const lab = new ControllerLab()
      .until(5)
      .namespace('default')
      .put('horizontalpodautoscalers', {
        ...new Autoscaled(1, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Nosuch', name: 'd' } }).hpa
      })
    const looks = () =>
      lab.api.calls.filter(({ verb, resource }) => verb === 'update' && resource === 'horizontalpodautoscalers').length
    lab.run(14)
    expect(looks()).toBe(0)
    lab.run(2)
    expect(looks()).toBe(1)
    // Nothing new to say: the status is not written again.
    lab.run(15)
    expect(looks()).toBe(1)
    lab.change<HorizontalPodAutoscaler>('horizontalpodautoscalers', 'h', (its) => ({ ...its, status: {} })).run(16)
    expect(looks()).toBe(2)
  })
})
