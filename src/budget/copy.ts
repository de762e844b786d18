import { defaults, type Values } from './settings'

/** One piece of configuration that somebody can paste. */
export interface Piece {
  readonly tool: 'kubeadm' | 'kubelet' | 'etcd' | 'HAProxy'
  /** Where it goes. */
  readonly file: string
  readonly text: string
}

/** The settings as each tool takes them; what is as it was is left out. */
export function piecesOf(values: Values): readonly Piece[] {
  const changed = (id: keyof Values) => values[id] !== defaults[id]
  const pieces: Piece[] = []
  const manager = [
    ...(changed('node-monitor-grace-period')
      ? [['node-monitor-grace-period', `${values['node-monitor-grace-period']}s`] as const]
      : []),
    ...(changed('leader-elect-lease-duration')
      ? [['leader-elect-lease-duration', `${values['leader-elect-lease-duration']}s`] as const]
      : [])
  ]
  const server = changed('tolerationSeconds')
    ? [
        ['default-not-ready-toleration-seconds', String(values.tolerationSeconds)] as const,
        ['default-unreachable-toleration-seconds', String(values.tolerationSeconds)] as const
      ]
    : []
  const scheduler = changed('leader-elect-lease-duration')
    ? [['leader-elect-lease-duration', `${values['leader-elect-lease-duration']}s`] as const]
    : []
  const etcd = changed('etcd-election-timeout')
    ? [['election-timeout', String(values['etcd-election-timeout'])] as const]
    : []
  const sections = [
    ['apiServer', server],
    ['controllerManager', manager],
    ['scheduler', scheduler]
  ] as const
  const filled = sections.filter(([, args]) => args.length > 0)
  if (filled.length > 0 || etcd.length > 0) {
    const args = (list: readonly (readonly [string, string])[], indent: string) =>
      list.map(([name, value]) => `${indent}- name: ${name}\n${indent}  value: "${value}"\n`).join('')
    pieces.push({
      tool: 'kubeadm',
      file: 'ClusterConfiguration (kubeadm init --config)',
      text: [
        'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n',
        ...filled.map(([section, list]) => `${section}:\n  extraArgs:\n${args(list, '    ')}`),
        ...(etcd.length > 0 ? [`etcd:\n  local:\n    extraArgs:\n${args(etcd, '      ')}`] : [])
      ].join('')
    })
  }
  if (changed('nodeLeaseDurationSeconds'))
    pieces.push({
      tool: 'kubelet',
      file: '/var/lib/kubelet/config.yaml',
      text: `apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nnodeLeaseDurationSeconds: ${values.nodeLeaseDurationSeconds}\n`
    })
  if (changed('etcd-election-timeout'))
    pieces.push({
      tool: 'etcd',
      file: 'command line of every member',
      text: `--election-timeout=${values['etcd-election-timeout']}\n`
    })
  if (changed('haproxy-fall') || changed('haproxy-inter'))
    pieces.push({
      tool: 'HAProxy',
      file: '/etc/haproxy/haproxy.cfg, backend of the API servers',
      text: `  default-server check inter ${values['haproxy-inter']}ms fall ${values['haproxy-fall']}\n`
    })
  return pieces
}
