import type { Flag } from './etcdctl-line'

/* What `etcdctl --help` says, and a group of commands without one of its own. Models ctlv3/help.go; its words are etcdctl's. */

const commands: readonly (readonly [name: string, what: string])[] = [
  ['alarm disarm', 'Disarms all alarms'],
  ['alarm list', 'Lists all alarms'],
  ['auth disable', 'Disables authentication'],
  ['auth enable', 'Enables authentication'],
  ['auth status', 'Returns authentication status'],
  ['check datascale', 'Check the memory usage of holding data for different workloads on a given server endpoint.'],
  ['check perf', 'Check the performance of the etcd cluster'],
  ['compaction', 'Compacts the event history in etcd'],
  ['completion', 'Generate completion script'],
  ['defrag', 'Defragments the storage of the etcd members with given endpoints'],
  ['del', 'Removes the specified key or range of keys [key, range_end)'],
  ['downgrade cancel', 'Cancel the ongoing downgrade action to cluster'],
  ['downgrade enable', 'Start a downgrade action to cluster'],
  ['downgrade validate', 'Validate downgrade capability before starting downgrade'],
  ['elect', 'Observes and participates in leader election'],
  ['endpoint hashkv', 'Prints the KV history hash for each endpoint in --endpoints'],
  ['endpoint health', 'Checks the healthiness of endpoints specified in `--endpoints` flag'],
  ['endpoint status', 'Prints out the status of endpoints specified in `--endpoints` flag'],
  ['get', 'Gets the key or a range of keys'],
  ['help', 'Help about any command'],
  ['lease grant', 'Creates leases'],
  ['lease keep-alive', 'Keeps leases alive (renew)'],
  ['lease list', 'List all active leases'],
  ['lease revoke', 'Revokes leases'],
  ['lease timetolive', 'Get lease information'],
  ['lock', 'Acquires a named lock'],
  ['make-mirror', 'Makes a mirror at the destination etcd cluster'],
  ['member add', 'Adds a member into the cluster'],
  ['member list', 'Lists all members in the cluster'],
  ['member promote', 'Promotes a non-voting member in the cluster'],
  ['member remove', 'Removes a member from the cluster'],
  ['member update', 'Updates a member in the cluster'],
  ['move-leader', 'Transfers leadership to another etcd cluster member.'],
  ['put', 'Puts the given key into the store'],
  ['role add', 'Adds a new role'],
  ['role delete', 'Deletes a role'],
  ['role get', 'Gets detailed information of a role'],
  ['role grant-permission', 'Grants a key to a role'],
  ['role list', 'Lists all roles'],
  ['role revoke-permission', 'Revokes a key from a role'],
  ['snapshot save', 'Stores an etcd node backend snapshot to a given file'],
  ['txn', 'Txn processes all the requests in one transaction'],
  ['user add', 'Adds a new user'],
  ['user delete', 'Deletes a user'],
  ['user get', 'Gets detailed information of a user'],
  ['user grant-role', 'Grants a role to a user'],
  ['user list', 'Lists all users'],
  ['user passwd', 'Changes password of user'],
  ['user revoke-role', 'Revokes a role from a user'],
  ['version', 'Prints the version of etcdctl'],
  ['watch', 'Watches events stream on keys or prefixes']
]

const options: readonly (readonly [flag: string, what: string])[] = [
  ['      --cacert=""', 'verify certificates of TLS-enabled secure servers using this CA bundle'],
  ['      --cert=""', 'identify secure client using this TLS certificate file'],
  ['      --command-timeout=5s', 'timeout for short running command (excluding dial timeout)'],
  ['      --debug[=false]', 'enable client-side debug logging'],
  ['      --dial-timeout=2s', 'dial timeout for client connections'],
  ['  -d, --discovery-srv=""', 'domain name to query for SRV records describing cluster endpoints'],
  ['      --discovery-srv-name=""', 'service name to query when using DNS discovery'],
  ['      --endpoints=[127.0.0.1:2379]', 'gRPC endpoints'],
  ['  -h, --help[=false]', 'help for etcdctl'],
  ['      --hex[=false]', 'print byte strings as hex encoded strings'],
  ['      --insecure-discovery[=true]', 'accept insecure SRV records describing cluster endpoints'],
  [
    '      --insecure-skip-tls-verify[=false]',
    'skip server certificate verification (CAUTION: this option should be enabled only for testing purposes)'
  ],
  ['      --insecure-transport[=true]', 'disable transport security for client connections'],
  ['      --keepalive-time=2s', 'keepalive time for client connections'],
  ['      --keepalive-timeout=6s', 'keepalive timeout for client connections'],
  ['      --key=""', 'identify secure client using this TLS key file'],
  ['      --max-recv-bytes=0', 'client-side response receive limit in bytes (if 0, it defaults to "math.MaxInt32")'],
  [
    '      --max-request-bytes=0',
    'client-side request send limit in bytes (if 0, it defaults to 2.0 MiB (2 * 1024 * 1024).)'
  ],
  [
    '      --password=""',
    "password for authentication (if this option is used, --user option shouldn't include password)"
  ],
  ['      --user=""', 'username[:password] for authentication (prompt if password is not supplied)'],
  ['  -w, --write-out="simple"', 'set the output format (fields, json, protobuf, simple, table)']
]

/** Groups of commands. */
const groups: Readonly<Record<string, string>> = {
  alarm: 'Alarm related command',
  auth: 'Enable or disable authentication',
  check: 'commands for checking properties of the etcd cluster',
  downgrade: 'Downgrade related commands',
  endpoint: 'Endpoint related commands',
  lease: 'Lease related commands',
  member: 'Membership related commands',
  role: 'Role related commands',
  snapshot: 'Manages etcd node snapshots',
  user: 'User related commands'
}

const examples: Readonly<Record<string, string>> = {
  snapshot: `  # Save snapshot to a given file
  etcdctl snapshot save /backup/etcd-snapshot.db
  
  # Get snapshot from given address and save it to file
  etcdctl snapshot save --endpoints=127.0.0.1:3000 /backup/etcd-snapshot.db
  
  # Get snapshot from given address with certificates
  etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/etcd.crt --key=/etc/etcd/etcd.key snapshot save /backup/etcd-snapshot.db
  
  # Get snapshot wih certain user and password
  etcdctl --user=root --password=password123 snapshot save /backup/etcd-snapshot.db
  
  # Get snapshot from given address with timeout
  etcdctl --endpoints=https://127.0.0.1:2379 --dial-timeout=20s snapshot save /backup/etcd-snapshot.db
  
  # Save snapshot with desirable time format
  etcdctl snapshot save /mnt/backup/etcd/backup_$(date +%Y%m%d_%H%M%S).db`
}

/** Columns as Go's tabwriter makes them with tabs of eight. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.ceil((Math.max(...rows.map(([name]) => name.length)) + 1) / 8)
  return rows.map(([name, what]) => `${name}${'\t'.repeat(width - Math.floor(name.length / 8))}${what}\n`).join('')
}

const section = (title: string, text: string): string => `${title}:\n${text}\n`
const indented = (rows: readonly (readonly [string, string])[]) =>
  rows.map(([name, what]) => [`  ${name}`, what] as const)

/** Help that a line asks for, or that stands for what it does not say; empty: it is a command. */
export function helpOf(words: readonly string[], flag: Flag, version: string): string {
  const [verb = '', noun] = words
  const api = section('API VERSION', `  ${version.replace(/\.\d+$/, '')}\n`)
  if ((verb === '' && flag('--version') === undefined) || (verb === 'help' && noun === undefined))
    return [
      section('NAME', '  etcdctl - A simple command line client for etcd3.\n'),
      section('USAGE', '  etcdctl [flags]\n'),
      section('VERSION', `  ${version}\n`),
      api,
      section('COMMANDS', columns(indented(commands))),
      section('OPTIONS', columns(options))
    ].join('')
  const what = groups[verb]
  const own = commands.flatMap(([name, text]) =>
    name.startsWith(`${verb} `) ? [[name.slice(verb.length + 1), text] as const] : []
  )
  if (what === undefined || own.some(([name]) => name === noun)) return ''
  const example = examples[verb]
  const others = options.filter(([name]) => !name.includes('--help'))
  return [
    section('NAME', `  ${verb} - ${what}\n`),
    section('USAGE', `  etcdctl ${verb} <subcommand> [flags]\n`),
    api,
    example === undefined ? '' : section('Examples', `${example}\n`),
    section('COMMANDS', columns(indented(own))),
    section('OPTIONS', columns([['  -h, --help[=false]', `help for ${verb}`]])),
    section('GLOBAL OPTIONS', columns(others))
  ].join('')
}
