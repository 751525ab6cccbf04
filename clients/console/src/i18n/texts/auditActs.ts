/** Audit actions in words; an action without words here is shown by its code. */
export const auditActs = {
} as const satisfies Record<string, readonly [string, string]>
