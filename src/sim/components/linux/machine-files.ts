/** Files that every machine has, as far as programs that mount its directories look at them: a Debian 12 that kubeadm was run on. */
export function machineFile(machine: string, path: string): string | undefined {
  return path === '/etc/machine-id' || path === '/etc/hostname' ? `${machine}\n` : common[path]
}

const common: Readonly<Record<string, string>> = {
  '/etc/debian_version': '12.11\n',
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
  '/etc/resolv.conf': 'nameserver 10.0.0.1\n',
  '/etc/timezone': 'Etc/UTC\n',
  '/etc/os-release': `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
  '/proc/sys/fs/inotify/max_user_instances': '128\n',
  '/proc/sys/kernel/pid_max': '4194304\n',
  '/proc/sys/vm/max_map_count': '65530\n'
}

export const machineFiles: readonly string[] = ['/etc/machine-id', '/etc/hostname', ...Object.keys(common)]
