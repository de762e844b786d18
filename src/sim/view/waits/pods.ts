import { seconds } from '../../../base/time'
import { contextOf } from '../../components/contexts'
import { pullBackOffOf } from '../../components/kubelet/container/image'
import { backOffOf } from '../../components/kubelet/container/start'
import { specOf } from '../../components/kubelet/probe/probe'
import { podKey } from '../../components/kubelet/runtime-pod'
import { backoffUntil } from '../../components/kube-scheduler/queue'
import type { Process } from '../../kernel/world'
import { onRunClock, type Found, type Waiters } from './wait'

/** What pods wait for in a kubelet (back-offs, probes that count) or in the scheduler's queue. */
export function podWaits(waiters: Waiters, process: Process): Found[] {
  return [...inQueue(process), ...sittingOut(process), ...counted(waiters, process)]
}

function inQueue(process: Process): Found[] {
  const scheduler = contextOf(process, 'kube-scheduler')
  if (!scheduler) return []
  const { queue, settings } = scheduler
  const backedOff = [...queue.backoff.values()].map((pod): Found => {
    const dueAt = onRunClock(backoffUntil(pod, settings))
    return {
      kind: 'back-off',
      about: `pod:${pod.info.key}`,
      setting: 'pod-initial-backoff-seconds',
      startedAt: onRunClock(pod.timestamp),
      dueAt
    }
  })
  const left = [...queue.unschedulable.values()].map(({ info, timestamp }): Found => ({
    kind: 'back-off',
    about: `pod:${info.key}`,
    setting: 'pod-max-in-unschedulable-pods-duration',
    startedAt: onRunClock(timestamp),
    dueAt: onRunClock(timestamp) + settings.maxInUnschedulable
  }))
  return [...backedOff, ...left]
}

function sittingOut(process: Process): Found[] {
  const kubelet = contextOf(process, 'kubelet')
  if (!kubelet || (kubelet.backoff.size === 0 && kubelet.imageBackoff.size === 0)) return []
  return [...kubelet.containers.values()].flatMap((container): Found[] => {
    const worker = kubelet.workers.get(container.uid)
    if (!worker) return []
    const pull = pullBackOffOf(kubelet, container)
    const crash = backOffOf(kubelet, container)
    const longer = [pull, crash].filter((one) => one !== null).sort((a, b) => b.until - a.until)[0]
    if (!longer) return []
    return [
      {
        kind: 'back-off',
        about: `pod:${podKey(worker.pod)}`,
        setting: 'max-container-backoff-s',
        startedAt: onRunClock(longer.from),
        dueAt: onRunClock(longer.until)
      }
    ]
  })
}

/** Probes whose last answers speak against what is published of their container. */
function counted({ timerOf }: Waiters, process: Process): Found[] {
  const kubelet = contextOf(process, 'kubelet')
  if (!kubelet) return []
  const found: Found[] = []
  for (const probe of kubelet.probes.values()) {
    const { lastResult, run, type, containerId, key } = probe
    if (lastResult === 'unknown' || run === 0 || kubelet.results[type].get(containerId) === lastResult) continue
    const spec = specOf(kubelet, probe)
    const worker = kubelet.workers.get(probe.uid)
    const tick = timerOf(process, `probe/${key}`)
    if (!spec || !worker || !tick) continue
    const failing = lastResult === 'failure'
    const of = (failing ? spec.failureThreshold : spec.successThreshold) ?? (failing ? 3 : 1)
    const period = seconds(spec.periodSeconds ?? 10)
    const dueAt = tick.at + Math.max(0, of - run - 1) * period
    found.push({
      kind: 'probe',
      about: `pod:${podKey(worker.pod)}`,
      setting: failing ? 'failureThreshold' : 'successThreshold',
      startedAt: dueAt - of * period,
      dueAt,
      count: { done: run, of }
    })
  }
  return found
}
