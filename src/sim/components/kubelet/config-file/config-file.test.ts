import { describe, expect, it } from 'vitest'
import '../../../whole'
import { kubeletConfigOf } from '../../../kubeadm/kubelet-config'
import { number } from '../config'
import { configured } from './settings'

const head = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n'
const read = (text: string, run = {}) => configured(head + text, run)

describe('a KubeletConfiguration', () => {
  it('as kubeadm writes it is the kubelet’s own defaults, and the run’s settings where they are fields of it', () => {
    for (const run of [{}, { 'max-pods': 30, 'node-status-update-frequency-s': 4, 'max-container-backoff-s': 20 }]) {
      const { config, lines } = configured(kubeletConfigOf(run), run)
      expect(lines).toEqual([])
      for (const [flag, value] of Object.entries(run)) expect(config[flag], flag).toBe(value)
      expect(number(config, 'eviction-hard-memory-available-mib')).toBe(100)
      expect(number(config, 'node-lease-duration-s')).toBe(40)
    }
  })

  it('takes a field that is not there for the kubelet’s default, whatever the run says', () => {
    expect(read('', { 'max-pods': 30 }).config['max-pods']).toBe(110)
    expect(read('maxPods: 0', { 'max-pods': 30 }).config['max-pods']).toBe(110)
    expect(read('nodeStatusUpdateFrequency: 1m30s').config['node-status-update-frequency-s']).toBe(90)
    // Rates are pointers upstream: 0 is without a limit.
    expect(read('registryPullQPS: 0').config['registry-qps']).toBe(0)
  })

  it('has no other hard thresholds than those that it names, but with mergeDefaultEvictionSettings', () => {
    const own = 'evictionHard:\n  memory.available: 1Gi\n'
    expect(read(own).config).toMatchObject({
      'eviction-hard-memory-available-mib': 1_024,
      'eviction-hard-nodefs-available-percent': 0
    })
    expect(read(`${own}mergeDefaultEvictionSettings: true`).config['eviction-hard-nodefs-available-percent']).toBe(10)
    const soft = 'evictionSoft:\n  memory.available: 500Mi\n'
    expect(() => read(soft)).toThrow('grace period must be specified for the soft eviction threshold memory.available')
    expect(read(`${soft}evictionSoftGracePeriod:\n  memory.available: 30s`).config).toMatchObject({
      'eviction-soft-memory-available-mib': 500,
      'eviction-soft-grace-period-s': 30
    })
  })

  it('tells an unknown field in the log and goes on; another type ends the kubelet in upstream’s words', () => {
    expect(read('maxPodz: 3').lines[0]).toContain('strict decoding error: unknown field \\"maxPodz\\"')
    for (const [text, why] of [
      [
        'maxPods: "110"',
        'json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32'
      ],
      [
        'maxPods: 1.5',
        'json: cannot unmarshal number 1.5 into Go struct field KubeletConfiguration.maxPods of type int32'
      ],
      ['syncFrequency: 10', 'json: cannot unmarshal number into Go value of type string'],
      ['syncFrequency: "10"', 'time: missing unit in duration'],
      [
        'shutdownGracePeriodCriticalPods: 10s',
        'shutdownGracePeriodCriticalPods {10s} must be <= shutdownGracePeriod {0s}'
      ],
      [
        'imageGCLowThresholdPercent: 90',
        'must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 85'
      ],
      ['crashLoopBackOff:\n  maxContainerRestartPeriod: 400s', '(got: 400 seconds) must be set between 1s and 300s'],
      ['maxParallelImagePulls: 3', 'cannot be larger than 1 unless SerializeImagePulls']
    ])
      expect(() => read(text!), text).toThrow(why)
    expect(() => configured('kind: Pod\napiVersion: v1', {})).toThrow(
      'no kind \\"Pod\\" is registered for version \\"v1\\"'
    )
    expect(() => configured('', {})).toThrow('was empty')
  })
})
