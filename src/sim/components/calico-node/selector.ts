/** One term of Calico's selectors. */
const term = /^(?:all\(\)|(!?)has\(([^)\s]+)\)|(\S+)\s*(==|!=)\s*["']([^"']*)["'])$/

/**
 * Whether labels fit a selector of Calico's: `all()`, `has(a)`, `!has(a)`, `a == 'b'`, `a != 'b'`, and several of them joined by `&&`.
 * What is no such text selects nothing. Models libcalico-go/lib/selector.
 */
export function fitsSelector(selector: string, labels: Readonly<Record<string, string>> = {}): boolean {
  return selector.split('&&').every((part) => {
    const text = part.trim()
    const [found, not, has, key, relation, value] = term.exec(text) ?? []
    if (found === undefined) return false
    if (has !== undefined) return has in labels !== (not === '!')
    if (key !== undefined) return (labels[key] === value) === (relation === '==')
    return true
  })
}
