/** `v1.Deployment`: how Go prints the type of an object. */
export const goType = (apiVersion: string, kind: string): string => `${apiVersion.split('/').at(-1)!}.${kind}`
