import type { Cluster } from '../../../cluster'
import type { Flags } from '../../../kernel/types'
import { settingsOf, defaults } from '../config'

/** Where Debian's unit of HAProxy reads its configuration. */
export const haproxyConfigPath = '/etc/haproxy/haproxy.cfg'

/** The configuration that stands for the run's settings, in the shape of kubeadm's guide (docs/ha-considerations.md). */
export function haproxyConfig({ masters, addresses }: Cluster, flags: Flags): string {
  const { fall, rise, retries, redispatch, httpchk, shutdownSessions } = settingsOf(flags)
  const ms = (name: keyof typeof defaults) => Number(flags[name] ?? defaults[name])
  const timeout = (name: 'connect' | 'client' | 'server' | 'check'): string[] => {
    const value = ms(`haproxy-timeout-${name}-ms`)
    return value > 0 ? [`    timeout ${name.padEnd(15)} ${time(value)}`] : []
  }
  return [
    'global',
    '    log         /dev/log local0',
    '    daemon',
    '',
    'defaults',
    '    mode                    tcp',
    '    log                     global',
    '    option                  tcplog',
    ...(redispatch ? ['    option                  redispatch'] : []),
    `    retries                 ${retries}`,
    ...timeout('connect'),
    ...timeout('client'),
    ...timeout('server'),
    ...timeout('check'),
    '',
    'frontend apiserver',
    '    bind *:6443',
    '    default_backend apiservers',
    '',
    'backend apiservers',
    ...(httpchk
      ? [
          '    option httpchk',
          '    http-check connect ssl',
          '    http-check send meth GET uri /readyz',
          '    http-check expect status 200'
        ]
      : []),
    '    balance roundrobin',
    `    default-server inter ${time(ms('haproxy-inter-ms'))} fall ${fall} rise ${rise}${shutdownSessions ? ' on-marked-down shutdown-sessions' : ''}`,
    ...masters.map(
      (name) => `    server ${name} ${addresses[name] ?? name}:6443 check${httpchk ? ' verify none' : ''}`
    ),
    ''
  ].join('\n')
}

const time = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`)
