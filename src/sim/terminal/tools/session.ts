import { machineNamed, failed, reaches, said, type Tool } from './tool'

/** `ssh master-1` moves the shell there; `ssh master-1 'command'` is the shell's own business (`shell.ts`). */
export const ssh: Tool = (call) => {
  const { args, cluster, machine } = call
  const [host = ''] = args.filter((arg, i) => !arg.startsWith('-') && !/^-[iopl]$/.test(args[i - 1] ?? ''))
  if (host === '') return failed('usage: ssh destination [command]\n', 255)
  const to = machineNamed(cluster, host)
  if (to === undefined || to === 'users')
    return failed(`ssh: Could not resolve hostname ${host.replace(/^.*@/, '')}: Name or service not known\n`, 255)
  const own = machine?.id ?? 'users'
  if (to !== own && !reaches(call, own, to))
    return {
      ...failed(`ssh: connect to host ${host.replace(/^.*@/, '')} port 22: Connection timed out\n`, 255),
      takes: connectPatience
    }
  return { ...said(''), moves: to }
}

/** The kernel asks for a connection six times, and gives it up after that (net.ipv4.tcp_syn_retries). */
const connectPatience = 127_000_000

export const logout: Tool = ({ machine }) =>
  machine
    ? { code: 0, stdout: 'logout\n', moves: '' }
    : said('There is nowhere to log out from: this is your own machine.\n')

export const help: Tool = ({ machine, cluster }) =>
  said(
    machine
      ? `On ${machine.id} the lab has, besides the shell's own programs:
  systemctl, journalctl    units: ${['kubelet', 'containerd', 'haproxy'].join(', ')}
  crictl, ctr, docker, podman   containers, by the runtime of this machine
  etcdctl, curl            by the network, as this machine sees it
  ss, ip, ping, dig        connections and addresses of the cluster
  iptables, iptables-save, ipvsadm, nft
  tc qdisc … netem, ip link set eth0 down   faults of the network
  ps, top, free, df, kill, uptime, date, openssl, kubeadm, ls, cat
  exit                     back to your own machine
`
      : `A shell before the cluster, at the instant that is shown. What only reads leaves no trace; what changes something makes a branch.
  kubectl …                as you know it; pipes, quotes, here-documents, $(…) and loops too
  grep head tail wc sort uniq cut tr sed awk jq column xargs tee …
  ssh MACHINE [command]    ${[...cluster.masters, 'worker-1', ...(cluster.hasLoadBalancer ? ['lb'] : [])].slice(0, 5).join(', ')} …
  ls, cat, vi, > file      the files beside this terminal; drop some, or edit them there
  -w and -f follow the playhead; Ctrl-C ends them
Tab completes, arrow keys bring lines back, Ctrl-L clears.
`
  )
