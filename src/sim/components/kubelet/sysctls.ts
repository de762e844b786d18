import type { Pod } from '../../api/types'

/** Kernel parameters that a pod may set without asking, by the namespace that holds them. Models component-helpers SafeSysctlAllowlist. */
const safe: Readonly<Record<string, 'ipc' | 'net'>> = {
  'kernel.shm_rmid_forced': 'ipc',
  'net.ipv4.ip_local_port_range': 'net',
  'net.ipv4.tcp_syncookies': 'net',
  'net.ipv4.ping_group_range': 'net',
  'net.ipv4.ip_unprivileged_port_start': 'net'
}
/** Those that releases after 1.25 have added. */
const newer = new Set(
  [
    'ip_local_reserved_ports',
    'tcp_keepalive_time',
    'tcp_fin_timeout',
    'tcp_keepalive_intvl',
    'tcp_keepalive_probes',
    'tcp_rmem',
    'tcp_wmem'
  ].map((name) => `net.ipv4.${name}`)
)

/** `net/ipv4/tcp_rmem` is `net.ipv4.tcp_rmem`. */
const normal = (name: string): string => {
  const first = /[./]/.exec(name)?.[0]
  return first === '/' ? name.replace(/[./]/g, (sign) => (sign === '/' ? '.' : '/')) : name
}

/**
 * Which of a pod's kernel parameters its node does not set; empty: none. Models pkg/kubelet/sysctl/allowlist.go Admit. No kubelet here has
 * `--allowed-unsafe-sysctls`.
 */
export function forbiddenSysctl({ spec }: Pod, is125: boolean): string {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    const sysctl = normal(name)
    const namespace = safe[sysctl] ?? (!is125 && newer.has(sysctl) ? 'net' : undefined)
    if (namespace === undefined) return `forbidden sysctl: "${sysctl}" not allowlisted`
    if (namespace === 'ipc' ? spec.hostIPC : spec.hostNetwork)
      return `forbidden sysctl: "${sysctl}" not allowed with host ${namespace} enabled`
  }
  return ''
}
