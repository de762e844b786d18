import type { PodTemplateSpec } from '../../../../api/types'
import type { KubeObject, Namespace, Pod, Status } from '../../../../api/types'
import { equal } from '../../../../api/equality'
import { denied, invalid } from '../../errors'
import type { Admission } from '../admission'
import { violationsOf, violationText, type Level } from './checks'

type Mode = 'enforce' | 'audit' | 'warn'
interface Setting {
  readonly level: Level
  readonly version: string
}

const label = (mode: Mode, version = false): string => `pod-security.kubernetes.io/${mode}${version ? '-version' : ''}`
const isLevel = (text: string | undefined): text is Level =>
  text === 'privileged' || text === 'baseline' || text === 'restricted'

/** What a namespace's labels ask for; what they do not say is the cluster's default: privileged. */
function settingOf(labels: Readonly<Record<string, string>> = {}, mode: Mode): Setting {
  const level = labels[label(mode)]
  const version = labels[label(mode, true)] ?? 'latest'
  return {
    level: isLevel(level) ? level : mode === 'enforce' && level !== undefined ? 'restricted' : 'privileged',
    version
  }
}

/** What of a pod a level does not allow. */
const violations = (level: Level, pod: Pod): ReturnType<typeof violationsOf> =>
  level === 'privileged' ? [] : violationsOf(level, pod)

export interface Verdict {
  readonly refusal: Status | null
  readonly warnings: readonly string[]
}
const fine: Verdict = { refusal: null, warnings: [] }

/** The Pod Security Standards by namespace. Models k8s.io/pod-security-admission/admission. */
export function podSecurity(admission: Admission): Verdict {
  const { server, kind, object, operation, request } = admission
  if (!object || operation === 'DELETE' || operation === 'CONNECT') return fine
  if (kind.plural === 'namespaces') return ofNamespace(admission)
  const isPod = kind.plural === 'pods'
  const { subresource = '' } = request
  if (subresource !== '' && !(isPod && subresource === 'ephemeralcontainers')) return fine
  const found = server.caches.get('namespaces')!.objects.get(`/registry/namespaces/${object.metadata.namespace}`)
  const labels = (found as Namespace | undefined)?.metadata.labels
  if (!labels) return fine
  const pod = isPod ? (object as Pod) : podOf(object)
  if (!pod) return fine
  if (isPod && operation === 'UPDATE' && subresource === '' && isInsignificant(pod, admission.old as Pod)) return fine
  const enforce = settingOf(labels, 'enforce')
  const broken = isPod ? violations(enforce.level, pod) : []
  if (broken.length > 0) {
    const text = `violates PodSecurity "${enforce.level}:${enforce.version}": ${violationText(broken)}`
    return { refusal: denied(kind, object.metadata.name, text), warnings: [] }
  }
  const warn = settingOf(labels, 'warn')
  // What would be refused anyhow is not warned of twice.
  const warned = violations(warn.level, pod)
  if (warned.length === 0) return fine
  return {
    refusal: null,
    warnings: [`would violate PodSecurity "${warn.level}:${warn.version}": ${violationText(warned)}`]
  }
}

/** The pod that an object's template makes: what holds one is only warned of. */
function podOf(object: KubeObject): Pod | undefined {
  const { template: own, spec } = object as KubeObject & Holder
  const { template, jobTemplate } = (spec ?? {}) as Holder & { readonly jobTemplate?: { readonly spec?: Holder } }
  const found = own ?? template ?? jobTemplate?.spec?.template
  return found?.spec?.containers ? ({ metadata: found.metadata ?? {}, spec: found.spec } as Pod) : undefined
}

interface Holder {
  readonly template?: PodTemplateSpec
}

/** Only metadata, images or tolerations of a running pod changed. Models isSignificantPodUpdate. */
function isInsignificant(pod: Pod, old: Pod | null): boolean {
  if (!old) return false
  const images = (one: Pod) => [...one.spec.containers, ...(one.spec.initContainers ?? [])].map(({ image }) => image)
  return equal(images(pod), images(old)) && equal(pod.metadata.annotations, old.metadata.annotations)
}

function ofNamespace({ server, kind, object, old }: Admission): Verdict {
  const labels = object!.metadata.labels ?? {}
  const problems = (['enforce', 'audit', 'warn'] as const).flatMap((mode) => {
    const [level, version] = [labels[label(mode)], labels[label(mode, true)]]
    const wrong = (name: string, value: string, text: string) => ({
      reason: 'FieldValueInvalid' as const,
      field: `metadata.labels[${name}]`,
      text: `Invalid value: ${JSON.stringify(value)}: ${text}`
    })
    return [
      ...(level !== undefined && !isLevel(level)
        ? [wrong(label(mode), level, 'must be one of privileged, baseline, restricted')]
        : []),
      ...(version !== undefined && !/^latest$|^v1\.(?:0|[1-9]\d*)$/.test(version)
        ? [wrong(label(mode, true), version, 'must be "latest" or "v1.x"')]
        : [])
    ]
  })
  if (problems.length > 0 && !equal(labels, old?.metadata.labels))
    return { refusal: invalid(kind, object!.metadata.name, problems), warnings: [] }
  const [next, before] = [settingOf(labels, 'enforce'), settingOf(old?.metadata.labels, 'enforce')]
  if (!old || equal(next, before) || next.level === 'privileged') return fine
  const { name } = object!.metadata
  const broken = new Map<string, string[]>()
  for (const pod of server.caches.get('pods')!.objects.under(`/registry/pods/${name}/`) as Pod[]) {
    const reasons = violations(next.level, pod).map(({ reason }) => reason)
    if (reasons.length === 0) continue
    const key = reasons.join(', ')
    const known = broken.get(key)
    if (known) known.push(pod.metadata.name)
    else broken.set(key, [pod.metadata.name])
  }
  if (broken.size === 0) return fine
  const lines = [...broken].map(([reasons, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` (and ${others.length} other pod${others.length === 1 ? '' : 's'})`
    return `${first}${more}: ${reasons}`
  })
  return {
    refusal: null,
    warnings: [
      `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${next.level}:${next.version}"`,
      ...lines.sort()
    ]
  }
}
