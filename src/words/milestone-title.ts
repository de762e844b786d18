/** `etcd-leader-elected` as a person reads it. */
export const milestoneTitle = (id: string): string => {
  const words = id
    .replaceAll('-', ' ')
    .replace(/\bapi\b/, 'API')
    .replace(/\bkcm\b/, 'controller manager')
    .replace(/\blb\b/, 'load balancer')
  return words.startsWith('etcd') ? words : words[0]!.toUpperCase() + words.slice(1)
}
