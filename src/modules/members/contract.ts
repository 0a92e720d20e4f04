import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { locale, Workspace } from '../workspaces/contract.ts'

/** A partner is from outside: of its own teams only, and without addresses. */
export const role = z.enum(['admin', 'agent', 'viewer', 'partner'])

export const Member = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role,
  teamIds: z.array(id),
  createdAt: time,
  /** Whether they have a second factor or a passkey; null for whoever may not manage members. */
  secondFactor: z.boolean().nullable(),
})
export const Team = z.object({ id, name: z.string(), memberIds: z.array(id) })
export const Invitation = z.object({
  id,
  email: z.string(),
  role,
  expiresAt: time,
  createdAt: time,
})
export const ApiKey = z.object({
  id,
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  createdAt: time,
  lastUsedAt: time.nullable(),
})
export const Me = z.object({
  member: Member.extend({ locale: locale.nullable() }),
  workspace: Workspace,
  permissions: z.array(z.string()),
  /** Where the log stood before this was read: a stream from here misses nothing of what is read later. */
  position: z.string(),
})

export const getMe = endpoint({
  method: 'GET',
  path: '/api/v1/me',
  allow: 'signed-in',
  summary: 'Who is signed in, where, and what they may do',
  input: none,
  output: Me,
})
export const updateMe = endpoint({
  method: 'PATCH',
  path: '/api/v1/me',
  allow: 'signed-in',
  summary: "Changes one's own name or language",
  input: z.object({
    name: z.string().trim().min(1).max(120).optional(),
    locale: locale.optional(),
  }),
  output: Me,
})
export const listMembers = endpoint({
  method: 'GET',
  path: '/api/v1/members',
  allow: 'member.read',
  summary: 'Members by name',
  input: z.object(pageInput),
  output: page(Member),
})
export const updateMember = endpoint({
  method: 'PATCH',
  path: '/api/v1/members/:id',
  allow: 'member.manage',
  audits: ['member.role_changed'],
  summary: "Changes a member's role. Errors: `member.last_admin`",
  input: z.object({ id, role }),
  output: Member,
})
export const removeMember = endpoint({
  method: 'DELETE',
  path: '/api/v1/members/:id',
  allow: 'member.manage',
  audits: ['member.removed'],
  summary: 'Ends a membership and signs it out. Errors: `member.last_admin`',
  input: z.object({ id }),
  output: none,
})

/** `link` is for copying; it is also mailed when a mailbox is connected. */
export const inviteMember = endpoint({
  method: 'POST',
  path: '/api/v1/invitations',
  allow: 'member.manage',
  audits: ['member.invited'],
  summary: 'Invites by address. Errors: `member.exists`',
  input: z.object({ email: z.email().max(254), role }),
  output: Invitation.extend({ link: z.string() }),
})
export const listInvitations = endpoint({
  method: 'GET',
  path: '/api/v1/invitations',
  allow: 'member.manage',
  summary: 'Open invitations',
  input: z.object(pageInput),
  output: page(Invitation),
})
export const revokeInvitation = endpoint({
  method: 'DELETE',
  path: '/api/v1/invitations/:id',
  allow: 'member.manage',
  audits: ['invitation.revoked'],
  summary: 'Takes an invitation back',
  input: z.object({ id }),
  output: none,
})
export const getInvitation = endpoint({
  method: 'GET',
  path: '/api/v1/invitation/:token',
  allow: 'public',
  summary: 'What an invitation link offers. Errors: `invitation.void`',
  input: z.object({ token: z.string().max(200) }),
  output: z.object({ email: z.string(), workspaceName: z.string(), hasAccount: z.boolean() }),
})
/** What a right password leads to: the session, or first the code, or first setting a second factor up. */
export const Next = z.object({ next: z.enum(['inside', 'code', 'enrol']) })

/** With `hasAccount`, the password is that account's own. Errors: `invitation.void`, `sign_in.wrong`. */
export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/api/v1/invitation/:token',
  allow: 'public',
  audits: ['member.joined', 'sign_in.succeeded'],
  summary: 'Joins, and signs in',
  input: z.object({
    token: z.string().max(200),
    name: z.string().trim().min(1).max(120),
    password: z.string().min(8).max(200),
    locale,
  }),
  output: Next,
})

/** Errors: `sign_in.wrong` (also for unknown addresses), `sign_in.too_many`. */
export const signIn = endpoint({
  method: 'POST',
  path: '/api/v1/sign-in',
  allow: 'public',
  audits: ['sign_in.succeeded', 'sign_in.failed'],
  summary: 'Starts a sign-in session (cookie), or says what comes first',
  input: z.object({ email: z.email().max(254), password: z.string().max(200) }),
  output: Next,
})
export const signOut = endpoint({
  method: 'POST',
  path: '/api/v1/sign-out',
  allow: 'public',
  audits: ['sign_in.ended'],
  summary: 'Ends this sign-in session',
  input: none,
  output: none,
})
/** Always answers alike, so that nobody learns who has an account. */
export const requestReset = endpoint({
  method: 'POST',
  path: '/api/v1/password-resets',
  allow: 'public',
  summary: 'Mails a reset link when a mailbox is connected',
  input: z.object({ email: z.email().max(254) }),
  output: none,
})
export const createResetLink = endpoint({
  method: 'POST',
  path: '/api/v1/members/:id/reset-link',
  allow: 'member.manage',
  audits: ['password.reset_link_created'],
  summary: 'A reset link to hand over',
  input: z.object({ id }),
  output: z.object({ link: z.string() }),
})
export const resetPassword = endpoint({
  method: 'POST',
  path: '/api/v1/password-resets/:token',
  allow: 'public',
  audits: ['password.reset'],
  summary: 'Sets a new password and ends other sessions. Errors: `reset.void`',
  input: z.object({ token: z.string().max(300), password: z.string().min(8).max(200) }),
  output: none,
})

export const SignInSession = z.object({
  id: z.string(),
  current: z.boolean(),
  device: z.string(),
  address: z.string(),
  createdAt: time,
  lastSeenAt: time,
})
export const listSessions = endpoint({
  method: 'GET',
  path: '/api/v1/me/sessions',
  allow: 'signed-in',
  summary: "One's own sign-in sessions",
  input: none,
  output: z.object({ data: z.array(SignInSession) }),
})
export const revokeSession = endpoint({
  method: 'DELETE',
  path: '/api/v1/me/sessions/:id',
  allow: 'signed-in',
  audits: ['session.revoked'],
  summary: 'Ends one of them',
  input: z.object({ id: z.string().max(100) }),
  output: none,
})

export const listTeams = endpoint({
  method: 'GET',
  path: '/api/v1/teams',
  allow: 'member.read',
  summary: 'Teams by name',
  input: z.object(pageInput),
  output: page(Team),
})
export const createTeam = endpoint({
  method: 'POST',
  path: '/api/v1/teams',
  allow: 'team.manage',
  audits: ['team.created'],
  summary: 'Makes a team. Errors: `team.name_taken`',
  input: z.object({
    name: z.string().trim().min(1).max(80),
    memberIds: z.array(id).max(3000).default([]),
  }),
  output: Team,
})
export const updateTeam = endpoint({
  method: 'PATCH',
  path: '/api/v1/teams/:id',
  allow: 'team.manage',
  audits: ['team.updated'],
  summary: 'Renames it or changes who is in it',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(80).optional(),
    memberIds: z.array(id).max(3000).optional(),
  }),
  output: Team,
})
export const removeTeam = endpoint({
  method: 'DELETE',
  path: '/api/v1/teams/:id',
  allow: 'team.manage',
  audits: ['team.removed'],
  summary: 'Removes a team; its conversations become unassigned',
  input: z.object({ id }),
  output: none,
})

export const listApiKeys = endpoint({
  method: 'GET',
  path: '/api/v1/api-keys',
  allow: 'api-key.manage',
  summary: 'API keys',
  input: z.object(pageInput),
  output: page(ApiKey),
})
/** The key is shown once. Scopes are permissions; none given means all an admin has. */
export const createApiKey = endpoint({
  method: 'POST',
  path: '/api/v1/api-keys',
  allow: 'api-key.manage',
  audits: ['api_key.created'],
  summary: 'Makes an API key',
  input: z.object({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(z.string().max(60)).max(100).optional(),
  }),
  output: ApiKey.extend({ key: z.string() }),
})
export const revokeApiKey = endpoint({
  method: 'DELETE',
  path: '/api/v1/api-keys/:id',
  allow: 'api-key.manage',
  audits: ['api_key.revoked'],
  summary: 'Ends an API key',
  input: z.object({ id }),
  output: none,
})
