/** Time and process id of a line of klog, names of temporary files, times of files, durations: no two runs have the same. */
const always: readonly (readonly [RegExp, string])[] = [
  [/^([IWEF])\d{4} [\d:.]+ +\d+ /gm, '$1 '],
  [/\/tmp\/(kubectl-edit|LIVE|MERGED)-\d+/g, '/tmp/$1-'],
  [/^((?:---|\+\+\+) \/tmp\/\S+)\t[\d-]+ [\d:.]+ \+0000$/gm, '$1'],
  [/\b(\w*[mM]illiseconds)=\d+/g, '$1='],
  [/duration="[\d.]+[mµn]?s"/g, 'duration='],
  [/timeoutSeconds=\d+/g, 'timeoutSeconds='],
  // A request's own limit: the timer of http.Client and the deadline of its context run out together.
  [
    /net\/http: request canceled(?: while waiting for connection)? \(Client\.Timeout exceeded while awaiting headers\)|(?<=: )context deadline exceeded(?! [^\n;"]*\w)/g,
    'TIMEOUT'
  ],
  // Leases change every few seconds and are left out of the records: of a node's the last renewal is not known.
  [/^( *RenewTime:) .*$/gm, '$1'],
  // Who asks is told by the hash of a certificate, which is each cluster's own.
  [/X509SHA256=[\da-f]{64}/g, 'X509SHA256='],
  // Which build of a version a server is: the recorded ones were built by themselves.
  [/("?(?:gitCommit|buildDate|goVersion)"?): .*$/gm, '$1'],
  // Of a Go panic: addresses and lines are those of the build that crashed.
  [/^(\[signal SIGSEGV: [a-z ]+)[^]*/m, '$1']
]

/** What a server or kubectl draws when it makes something: a uid, the end of a name, a process in a container, the revision of a write. */
const drawn: readonly RegExp[] = [
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g,
  /-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
  /\b[\da-f]{64}\b/g,
  /\bresourceVersion"?: ?"\d+"/g
]

/**
 * Tells outputs apart by what they say, not by what chance said. Whatever a record's objects had before a command must come out
 * as it is there; only what the command itself drew may be another.
 */
export class Chance {
  private readonly known = new Set<string>()

  /** Objects that are there now: what they bear is no chance any more. */
  learn(objects: unknown): void {
    const text = JSON.stringify(objects ?? [])
    for (const pattern of drawn) for (const found of text.match(pattern) ?? []) this.known.add(plain(found))
  }

  same(got: string, want: string): boolean {
    return got === want || this.masked(got) === this.masked(want)
  }

  private masked(text: string): string {
    let masked = text
    for (const [pattern, by] of always) masked = masked.replace(pattern, by)
    for (const pattern of drawn)
      masked = masked.replace(pattern, (found) =>
        this.known.has(plain(found)) ? found : found.replace(/[\da-z]/g, '*')
      )
    return selectorsSorted(gatesSorted(masked))
  }
}

/** JSON and YAML write a pair in another way. */
const plain = (found: string): string => found.replace(/[": ]/g, '')

/** client-go tells its feature gates in the order of a map of Go's, which is none. */
function gatesSorted(text: string): string {
  return text.replace(
    /(?:^I envvar\.go:\d+\] .*\n)+/gm,
    (lines) => `${lines.trimEnd().split('\n').sort().join('\n')}\n`
  )
}

/** apimachinery/pkg/fields SelectorFromSet walks through a map of Go's. */
const selectorsSorted = (text: string): string =>
  text.replace(/(?<=fieldSelector=)[^&"\s]+/g, (parts) => parts.split('%2C').sort().join('%2C'))
