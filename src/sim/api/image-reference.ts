import { fail, ok, type Result } from '../../base/result'

/** An image's name with its defaults filled in. */
export interface ImageReference {
  /** `docker.io`, `registry.k8s.io`, `localhost:5000`. */
  readonly host: string
  /** `library/nginx` */
  readonly repository: string
  /** Tag, or digest with its `sha256:`. */
  readonly tag: string
  /** `docker.io/library/nginx:1.25` */
  readonly name: string
}

/**
 * Reads an image name. `nginx` means `docker.io/library/nginx:latest`.
 * Models github.com/docker/distribution/reference ParseNormalizedNamed; the errors are its texts.
 */
export function parseImage(image: string): Result<ImageReference> {
  const slash = image.indexOf('/')
  const first = slash < 0 ? '' : image.slice(0, slash)
  const hasHost = first === 'localhost' || first.includes('.') || first.includes(':')
  const host = hasHost ? first : 'docker.io'
  const rest = hasHost ? image.slice(slash + 1) : image
  const lower =
    /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*/.exec(rest)?.[0] ?? ''
  const suffix = /^(?::([\w][\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$/.exec(rest.slice(lower.length))
  if (lower === '' || !suffix) {
    const path = rest.split(/[:@]/)[0]!
    return fail(
      /[A-Z]/.test(path) ? 'invalid reference format: repository name must be lowercase' : 'invalid reference format'
    )
  }
  const repository = host === 'docker.io' && !lower.includes('/') ? `library/${lower}` : lower
  const [, tag, digest] = suffix
  const version = digest ?? tag ?? 'latest'
  const name = `${host}/${repository}${digest === undefined ? ':' : '@'}${version}`
  return ok({ host, repository, tag: version, name })
}
