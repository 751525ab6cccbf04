/** The demonstration's officers; their passwords are public and exist in demo mode only. */
import type { Role } from '@/api/identity'

export const DEMO_OFFICERS: { username: string; password: string; role: Role }[] = []
