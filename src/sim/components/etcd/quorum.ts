/** Votes needed of `n` voters: 1, 2, 2, 3, 3, 4, 4 … */
export const quorumOf = (n: number): number => Math.floor(n / 2) + 1
