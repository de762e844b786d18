import { expect, it } from 'vitest'
import { buildCluster } from '../../../cluster'
import { settingsOf } from '../config'
import { readConfig } from './read'
import { haproxyConfig } from './text'

const cluster = buildCluster({ masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true }, {})

it('reads what it writes: the settings of the run and its masters', () => {
  for (const flags of [
    {},
    { 'haproxy-inter-ms': 500, 'haproxy-fall': 5, 'haproxy-httpchk': true, 'haproxy-shutdown-sessions': true },
    { 'haproxy-timeout-client-ms': 35_000, 'haproxy-redispatch': true, 'haproxy-retries': 1 }
  ]) {
    const { config, servers } = readConfig(haproxyConfig(cluster, flags), {})
    expect(settingsOf(config)).toEqual(settingsOf(flags))
    expect(servers.map(({ address }) => address)).toEqual(['10.0.0.11', '10.0.0.12', '10.0.0.13'])
  }
})

it('ends with alerts that name file and line', () => {
  const text = haproxyConfig(cluster, {})
    .replace('balance', 'ballance')
    .replace('option                  tcplog', 'option foo')
  expect(() => readConfig(text, {})).toThrow(
    /\[ALERT\] {4}\(1\) : config : parsing \[\/etc\/haproxy\/haproxy.cfg:8\] : unknown option 'foo'\.\n.*:\d+\] : unknown keyword 'ballance' in 'backend' section\n[^]*Fatal errors found/
  )
})
