import { expect, it } from 'vitest'
import { kubeProxyConfig } from '../../kubeadm/kube-proxy'
import { settingsIn } from './config-file'

const written = kubeProxyConfig({})
const changed = (from: string | RegExp, to: string) =>
  settingsIn(written.replace(from, to), { 'proxy-mode': 'iptables', other: 1 })

it('what kubeadm writes changes nothing', () => {
  expect(settingsIn(written, { 'proxy-mode': 'ipvs' })).toEqual({ 'proxy-mode': 'ipvs' })
})

it('the mode and the periods are its own, the rest is the run’s', () => {
  expect(changed('mode: ""', 'mode: nftables')).toMatchObject({ 'proxy-mode': 'nftables', other: 1 })
  expect(changed(/iptables:\n((?: .*\n)*?) {2}minSyncPeriod: 0s/, 'iptables:\n$1  minSyncPeriod: 1m30s')).toMatchObject(
    {
      'iptables-min-sync-period': 90
    }
  )
})

it.each([
  ['mode: ""', 'mode: userspace', /ProxyMode: Invalid value: "userspace": must be iptables,ipvs,nftables or blank/],
  ['kind: KubeProxyConfiguration', 'kind: Kube', /no kind "Kube" is registered/],
  ['bindAddress: 0.0.0.0', 'bindAddress: [', /^failed complete: yaml:/],
  ['minSyncPeriod: 0s', 'minSyncPeriod: soon', /invalid duration "soon"/]
])('%s changed to %s ends it', (from, to, words) => {
  expect(() => changed(from, to)).toThrow(words)
})
