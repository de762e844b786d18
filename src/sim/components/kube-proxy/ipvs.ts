import type { ServiceRule } from '../linux/messages'

/** The virtual servers as `ipvsadm-save -n` prints them: masqueraded, round robin. Models pkg/proxy/ipvs/proxier.go syncProxyRules. */
export const ipvsadmSave = (services: readonly ServiceRule[]): string =>
  services
    .flatMap(({ protocol, clusterIP, port, affinitySeconds, endpoints }) => {
      const server = `-${protocol === 'TCP' ? 't' : 'u'} ${clusterIP}:${port}`
      const persistent = affinitySeconds > 0 ? ` -p ${affinitySeconds}` : ''
      return [
        `-A ${server} -s rr${persistent}`,
        ...endpoints.map((endpoint) => `-a ${server} -r ${endpoint.ip}:${endpoint.port} -m -w 1`)
      ]
    })
    .map((line) => `${line}\n`)
    .join('')
