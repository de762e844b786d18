import type { ImageConfig } from './images'

/** USER of those official images whose Dockerfile has one; the others run as root. */
export const users: Readonly<Record<string, string>> = {
  elasticsearch: '1000',
  kibana: '1000',
  logstash: '1000',
  solr: 'solr',
  memcached: 'memcache',
  haproxy: 'haproxy',
  varnish: 'varnish',
  odoo: 'odoo',
  kong: 'kong',
  sonarqube: 'sonarqube',
  'rocket.chat': 'rocketchat'
}

/** Why a container that must not run as root cannot be of an image. Models pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot. */
export function userProblem({ user = '' }: ImageConfig): string {
  if (user === '0') return 'container has runAsNonRoot and image will run as root'
  if (user === '' || /^\d+$/.test(user)) return ''
  return `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root`
}
