import { unixMicros } from '../../../api/timestamp'
import { wallClock } from '../../../kernel/clock'
import type { KubeletContext } from '../context'
import { bounds, type Probe, type ProbeType } from '../probe/probe'
import { labelled, written, type Family } from './series'

const titles: Readonly<Record<ProbeType, string>> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' }

/** `/metrics/probes`: what came of the probes of containers that are probed now. Models pkg/kubelet/prober and its metrics. */
export function probeMetrics(context: KubeletContext): string {
  const probes = [...context.probes.values()]
    .map((probe) => ({ probe, labels: labelsOf(context, probe) }))
    .sort((a, b) => (labelled(a.labels) < labelled(b.labels) ? -1 : 1))
  const total: Family = {
    name: 'prober_probe_total',
    help: '[BETA] Cumulative number of a liveness, readiness or startup probe for a container by result.',
    type: 'counter',
    samples: probes.flatMap(({ probe, labels }) => {
      const { container, namespace, pod, probe_type } = labels
      return (['failed', 'successful', 'unknown'] as const)
        .filter((result) => probe.counts[result] > 0)
        .map((result): [string, number] => [
          labelled({ container, namespace, pod, pod_uid: probe.uid, probe_type, result }),
          probe.counts[result]
        ])
    })
  }
  const duration: Family = {
    name: 'prober_probe_duration_seconds',
    help: '[ALPHA] Duration in seconds for a probe response.',
    type: 'histogram',
    samples: probes.flatMap(({ probe, labels }) => (probe.counts.successful > 0 ? histogram(probe, labels) : []))
  }
  const begun: Family = {
    name: 'process_start_time_seconds',
    help: '[ALPHA] Start time of the process since unix epoch in seconds.',
    type: 'gauge',
    samples: [['', unixMicros(context.startedAt + wallClock(context) - context.now) / 1_000_000]]
  }
  return written([duration, total, begun])
}

type Labels = Readonly<Record<'container' | 'namespace' | 'pod' | 'probe_type', string>>

function labelsOf(context: KubeletContext, { uid, container, type }: Probe): Labels {
  const { namespace = 'default', name = '' } = (context.pods.get(uid) ?? context.workers.get(uid)?.pod)?.metadata ?? {}
  return { container, namespace, pod: name, probe_type: titles[type] }
}

function histogram({ counts }: Probe, labels: Labels): [string, number][] {
  let seen = 0
  const buckets = [...bounds, Infinity].map((bound, i): [string, number] => {
    seen += counts.took[i] ?? 0
    return [`_bucket${labelled({ ...labels, le: bound === Infinity ? '+Inf' : String(bound) })}`, seen]
  })
  return [
    ...buckets,
    [`_sum${labelled(labels)}`, counts.sum / 1_000_000],
    [`_count${labelled(labels)}`, counts.successful]
  ]
}
