import type { Micros } from '../../../base/time'
import type { Life } from '../../timeline/timeline'
import type { Process } from '../../kernel/world'
import { runtimeOn, runtimes } from '../../runtimes'
import { processOf, type Call } from './tool'

export interface Unit {
  readonly kind: string
  readonly title: string
  readonly program: string
  readonly docs: string
}

/** A unit of a machine. */
export interface RunUnit {
  readonly name: string
  readonly unit: Unit
  readonly process: Process
}

/** Units by name. What kubeadm runs as pods has none. */
export const units: Readonly<Record<string, Unit>> = {
  kubelet: {
    kind: 'kubelet',
    title: 'kubelet: The Kubernetes Node Agent',
    program: '/usr/bin/kubelet',
    docs: 'https://kubernetes.io/docs/'
  },
  containerd: {
    kind: 'container-runtime',
    title: 'containerd container runtime',
    program: '/usr/bin/containerd',
    docs: 'https://containerd.io'
  },
  crio: {
    kind: 'container-runtime',
    title: 'Container Runtime Interface for OCI (CRI-O)',
    program: '/usr/bin/crio',
    docs: 'https://github.com/cri-o/cri-o'
  },
  docker: {
    kind: 'container-runtime',
    title: 'Docker Application Container Engine',
    program: '/usr/bin/dockerd',
    docs: 'https://docs.docker.com'
  },
  podman: {
    kind: 'container-runtime',
    title: 'Podman API Service',
    program: '/usr/bin/podman',
    docs: 'https://docs.podman.io'
  },
  haproxy: {
    kind: 'load-balancer',
    title: 'HAProxy Load Balancer',
    program: '/usr/sbin/haproxy',
    docs: 'man:haproxy(1)'
  },
  etcd: { kind: 'etcd', title: 'etcd key-value store', program: '/usr/local/bin/etcd', docs: 'https://etcd.io' },
  'kube-apiserver': unitOf('kube-apiserver'),
  'kube-controller-manager': unitOf('kube-controller-manager'),
  'kube-scheduler': unitOf('kube-scheduler'),
  'kube-proxy': unitOf('kube-proxy')
}

function unitOf(kind: string): Unit {
  return { kind, title: `Kubernetes ${kind}`, program: `/usr/local/bin/${kind}`, docs: 'https://kubernetes.io/docs/' }
}

/** The unit's process on the call's machine; undefined if systemd runs no such unit there. */
export function unitNamed(call: Call, name: string): RunUnit | undefined {
  const short = name.replace(/\.service$/, '')
  const unit = Object.hasOwn(units, short) ? units[short]! : undefined
  if (!unit) return undefined
  const runtime = runtimes[runtimeOn(call.cluster, call.machine?.id ?? '')].unit
  if (unit.kind === 'container-runtime' && short !== runtime) return undefined
  const process = processOf(call, unit.kind)
  return process?.unit ? { name: short, unit, process } : undefined
}

/** A process's number: the same in every tool. */
export const pidOf = ({ index, incarnation }: Process): number => 600 + 31 * index + 7 * incarnation

/** The last thing that happened to a process by an instant. */
export function lifeOf({ timeline }: Call, process: Process, at: Micros): Life | undefined {
  return timeline.lives.findLast((life) => life.process === process.index && life.at <= at)
}

export const programName = ({ program }: { readonly program: string }): string =>
  program.slice(program.lastIndexOf('/') + 1)

/** `9/KILL`, `1/FAILURE`, `0/SUCCESS` */
export function statusText(code: number): string {
  if (code > 128) {
    const signal = code - 128
    return `${signal}/${{ 9: 'KILL', 15: 'TERM', 6: 'ABRT' }[signal] ?? signal}`
  }
  return code === 0 ? '0/SUCCESS' : `${code}/FAILURE`
}

/** Processes that the machine's init runs, with their unit's name. */
export const unitsOf = (call: Call): RunUnit[] => Object.keys(units).flatMap((name) => unitNamed(call, name) ?? [])
