import { installer, kubeadm } from './certificates'
import { crictl, ctr, docker, podman } from './crictl'
import { ls, openssl } from './files'
import { haproxy } from './haproxy'
import { df, du } from './disk-space'
import { date, free, kill, nproc, pgrep, ps, timedatectl, top, uptime } from './host'
import { journalctl } from './journal'
import { dns } from './names'
import { ip, ping, socat, ss } from './network'
import { poweroff, reboot, shutdown } from './power'
import { curl, etcd, etcdctl, files } from './remote'
import { iptables, iptablesSave, ipvsadm, nft } from './rules'
import { help, logout, ssh } from './session'
import { systemctl } from './systemctl'
import { tc } from './shape'
import type { Tool } from './tool'

/** What the person's own machine has besides the shell's small programs and kubectl. */
const atHome: Readonly<Record<string, Tool>> = {
  curl,
  date,
  dig: dns,
  etcdctl,
  exit: logout,
  getent: dns,
  help,
  host: dns,
  ls,
  nslookup: dns,
  ping,
  scp: files,
  ssh,
  uptime
}

/** What a machine of the cluster has. */
const onMachines: Readonly<Record<string, Tool>> = {
  ...atHome,
  apt: installer,
  'apt-cache': installer,
  'apt-get': installer,
  'apt-mark': installer,
  crictl,
  ctr,
  df,
  docker,
  podman,
  du,
  etcd,
  etcdutl: files,
  free,
  haproxy,
  ip,
  iptables,
  'iptables-save': iptablesSave,
  ipvsadm,
  journalctl,
  kill,
  killall: kill,
  kubeadm,
  logout,
  netstat: ss,
  nft,
  nproc,
  openssl,
  halt: poweroff,
  pgrep,
  poweroff,
  reboot,
  shutdown,
  pidof: pgrep,
  pkill: kill,
  ps,
  socat,
  ss,
  systemctl,
  tc,
  timedatectl,
  top
}

/** The program of that name; undefined if the shell has none. */
export function toolNamed(name: string, machine: string): Tool | undefined {
  const table = machine === '' ? atHome : onMachines
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Names for completion. */
export const toolNames = (machine: string): readonly string[] => Object.keys(machine === '' ? atHome : onMachines)
