import { contextOf } from '../../components/contexts'
import { everybodyElse } from '../../faults/types'
import type { Process } from '../../kernel/world'
import { columns, failed, flagOf, machineNamed, processOf, reaches, said, type Call, type Tool } from './tool'
import { pidOf } from './units'

const ports: Readonly<Record<string, readonly number[]>> = {
  'kube-apiserver': [6443],
  etcd: [2379, 2380, 2381],
  'kube-controller-manager': [10_257],
  'kube-scheduler': [10_259],
  kubelet: [10_250, 10_248],
  'kube-proxy': [10_256, 10_249],
  'load-balancer': [6443, 8404]
}

/** ss: who listens, and which connections are open, by the processes and connections of the world. */
export const ss: Tool = (call) => {
  const { args, world, machine, cluster } = call
  const flags = args.filter((arg) => arg.startsWith('-')).join('')
  const [filter] = args.filter((arg) => !arg.startsWith('-'))
  const listening = flags.includes('l')
  const withProcess = flags.includes('p')
  const own = machine?.id ?? 'users'
  const address = cluster.addresses[own] ?? '127.0.0.1'
  const head = ['State', 'Recv-Q', 'Send-Q', 'Local Address:Port', 'Peer Address:Port', 'Process']
  const who = (process: Process): string =>
    withProcess
      ? `users:(("${process.kind === 'load-balancer' ? 'haproxy' : process.kind}",pid=${pidOf(process)},fd=7))`
      : ''
  const rows: string[][] = []
  if (listening) {
    for (const process of world.processes) {
      if (process.machine.id !== own || process.status !== 'running') continue
      for (const port of ports[process.kind] ?? []) rows.push(['LISTEN', '0', '4096', `*:${port}`, '*:*', who(process)])
    }
  } else {
    for (const { process, local, peer } of connectionsOf(call))
      rows.push(['ESTAB', '0', '0', local(address), peer, who(process)])
  }
  const wanted = filter === undefined ? rows : rows.filter((row) => row.join(' ').includes(filter.replace(/^.*:/, ':')))
  return said(columns([head, ...wanted], 1))
}

interface Open {
  readonly process: Process
  readonly local: (address: string) => string
  readonly peer: string
}

/** TCP connections that an end on this machine knows. */
function connectionsOf({ world, machine, cluster }: Call): Open[] {
  const own = machine?.id ?? 'users'
  const found: Open[] = []
  const seen = new Set<string>()
  for (const flows of world.network.connections.values()) {
    for (const { from, to, session } of flows.values()) {
      const [near, far] = [world.find(from), world.find(to)]
      if (!near || !far || near.machine.id !== own) continue
      const key = [from, to].sort().join() + session
      if (seen.has(key) && near.machine === far.machine) continue
      seen.add(key)
      const serves = ports[near.kind]?.[0]
      const dialled = isServer(far.kind, near.kind)
      const ephemeral = 32_768 + ((session * 7) % 28_000)
      const nearPort = dialled || serves === undefined ? ephemeral : serves
      const farPort = dialled ? (ports[far.kind]?.[0] ?? 0) : ephemeral
      const peer = near.machine === far.machine ? '127.0.0.1' : (cluster.addresses[far.machine.id] ?? far.machine.id)
      found.push({
        process: near,
        local: (address) => `${near.machine === far.machine ? '127.0.0.1' : address}:${nearPort}`,
        peer: `${peer}:${farPort}`
      })
    }
  }
  return found
}

/** Whether the far end is the one that was dialled. */
function isServer(far: string, near: string): boolean {
  const order = ['etcd', 'kube-apiserver', 'load-balancer', 'kubelet']
  const [a, b] = [order.indexOf(far), order.indexOf(near)]
  return a >= 0 && (b < 0 || a <= b)
}

export const ping: Tool = (call) => {
  const { args, cluster, machine, place, world } = call
  const [host = ''] = args.filter((arg, i) => !arg.startsWith('-') && !/^-[cWwi]$/.test(args[i - 1] ?? ''))
  const to = machineNamed(cluster, host)
  const own = machine?.id ?? 'users'
  const pod = to === undefined && isPodAddress(call, host)
  if (to === undefined && !/^\d+\.\d+\.\d+\.\d+$/.test(host))
    return failed(`ping: ${host}: Name or service not known\n`, 2)
  const address = to === undefined ? host : cluster.addresses[to]!
  const asked = flagOf(args, '-c')
  const count = asked === undefined ? Math.max(1, Math.ceil((place.followTo - place.at) / 1_000_000)) : Number(asked)
  const good = to === own || (to !== undefined && reaches(call, own, to)) || pod !== false
  const ends = [own, to ?? own].map((id) => world.machines.find((one) => one.id === id))
  const latency = (ends[0] && ends[1] ? world.network.roundTrip(ends[0], ends[1]) / 1_000 : 0).toFixed(3)
  let text = `PING ${host} (${address}) 56(84) bytes of data.\n`
  for (let i = 1; i <= Math.min(count, 1_000); i++)
    if (good) text += `64 bytes from ${address}: icmp_seq=${i} ttl=64 time=${latency} ms\n`
  const end = `\n--- ${host} ping statistics ---\n${count} packets transmitted, ${good ? count : 0} received, ${good ? 0 : 100}% packet loss, time ${(count - 1) * 1_000}ms\n`
  if (asked === undefined) return { code: 0, stdout: text, runs: true }
  return { code: good ? 0 : 1, stdout: text + end, takes: (good ? count - 1 : count) * 1_000_000 }
}

/** Whether a pod with that address runs on a machine that can be reached. */
function isPodAddress(call: Call, ip: string): boolean {
  const { cluster, world, machine } = call
  const net = ip.split('.').slice(0, 3).join('.')
  const host = Object.keys(cluster.podCidrs).find((id) => cluster.podCidrs[id] === net)
  const linux = host === undefined ? undefined : world.find(`${host}/linux`)
  const context = linux && contextOf(linux, 'linux')
  const own = machine?.id ?? 'users'
  return (
    host !== undefined && context !== undefined && context.byIP.has(ip) && (host === own || reaches(call, own, host))
  )
}

export const ip: Tool = (call) => {
  const { args, cluster, machine } = call
  const own = machine?.id ?? 'users'
  const address = cluster.addresses[own]!
  const pods = cluster.podCidrs[own]
  const [what = 'addr', ...rest] = args.filter((arg) => !arg.startsWith('-'))
  const [, device, state] = /^set (?:dev )?(\S+) (up|down)$/.exec(rest.join(' ')) ?? []
  if (/^l(ink)?$/.test(what) && state !== undefined) {
    if (!machine || !/^(eth0|lo|cni0)$/.test(device!)) return failed(`Cannot find device "${device}"\n`)
    if (device !== 'eth0') return failed(`the lab's ip sets eth0 alone up and down\n`)
    // Whoever is logged in over this device does not come back to set it up again: as in reality, another way in is needed.
    return state === 'down'
      ? { code: 0, does: { kind: 'partition', groups: [[machine.id], [everybodyElse]] } }
      : { code: 0, does: { kind: 'heal', machine: machine.id } }
  }
  if (/^r(oute)?$/.test(what)) {
    const linux = processOf(call, 'linux')
    const known = linux && contextOf(linux, 'linux')?.routes
    const others = Object.keys(cluster.podCidrs).filter((id) => id !== own && (known?.has(id) ?? true))
    return said(
      [
        'default via 10.0.0.1 dev eth0 proto static',
        `10.0.0.0/16 dev eth0 proto kernel scope link src ${address}`,
        ...(pods === undefined ? [] : [`${pods}.0/24 dev cni0 proto kernel scope link src ${pods}.1`]),
        ...(pods === undefined
          ? []
          : others.map(
              (id) => `${cluster.podCidrs[id]}.0/24 via ${cluster.addresses[id]} dev eth0${known ? ' proto bird' : ''}`
            ))
      ].join('\n') + '\n'
    )
  }
  if (!/^a(ddr(ess)?)?$|^l(ink)?$/.test(what)) return failed(`the lab's ip knows addr, link and route; not '${what}'\n`)
  return said(
    [
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN',
      '    inet 127.0.0.1/8 scope host lo',
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
      `    inet ${address}/16 brd 10.0.255.255 scope global eth0`,
      ...(pods === undefined
        ? []
        : [
            '3: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP',
            `    inet ${pods}.1/24 brd ${pods}.255 scope global cni0`
          ])
    ].join('\n') + '\n'
  )
}

/** `echo "show stat" | socat stdio /run/haproxy/admin.sock`: HAProxy's own counters of its servers. */
export const socat: Tool = (call) => {
  const balancer = processOf(call, 'load-balancer')
  const context = balancer && contextOf(balancer, 'load-balancer')
  const path = call.args.find((arg) => arg.includes('/'))?.replace(/^UNIX-CONNECT:/i, '') ?? ''
  if (!balancer) return failed(`socat E connect(5, AF=1 "${path}", ${path.length + 2}): No such file or directory\n`)
  if (!context) return failed(`socat E connect(5, AF=1 "${path}", ${path.length + 2}): Connection refused\n`)
  if (balancer.paused) return { code: 1, takes: 10_000_000 }
  const asked = call.stdin.trim()
  const { rise, fall } = context.settings
  const state = (health: number) => {
    if (health >= rise) return health === rise + fall - 1 ? 'UP' : `UP ${health - rise + 1}/${fall}`
    return health > 0 ? `DOWN ${health}/${rise}` : 'DOWN'
  }
  if (asked === 'show stat')
    return said(
      `# pxname,svname,scur,stot,status,check_status\n${context.servers
        .map(
          ({ name, sessions, total, health, lastCheck }) =>
            `apiservers,${name},${sessions},${total},${state(health)},${lastCheck}\n`
        )
        .join(
          ''
        )}apiservers,BACKEND,${context.connections.size},${context.servers.reduce((sum, { total }) => sum + total, 0)},${context.servers.some(({ health }) => health >= rise) ? 'UP' : 'DOWN'},\n`
    )
  if (asked.startsWith('show servers state'))
    return said(
      `1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state\n${context.servers
        .map(
          ({ name, health }, i) =>
            `3 apiservers ${i + 1} ${name} ${call.cluster.addresses[name]} ${health >= rise ? 2 : 0} 0\n`
        )
        .join('')}`
    )
  if (asked === 'show info')
    return said(`Name: HAProxy\nPid: ${pidOf(balancer)}\nCurrConns: ${context.connections.size}\n`)
  return said("Unknown command: the lab's socket knows 'show stat', 'show servers state' and 'show info'\n")
}
