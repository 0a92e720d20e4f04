import { z } from 'zod'
import type { Endpoint } from '../../shared/endpoint.ts'

type Schema = { properties?: Record<string, unknown>; required?: string[] } & Record<
  string,
  unknown
>

const schemaOf = (type: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Schema
  return schema as Schema
}

const operation = ({ method, path, allow, summary, input, output }: Endpoint) => {
  const schema = schemaOf(input, 'input')
  const required = new Set(schema.required ?? [])
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
  const rest = Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name))
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const parameters = [
    ...inPath.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: schema.properties?.[name] ?? { type: 'string' },
    })),
    ...(hasBody
      ? []
      : rest.map(([name, value]) => ({
          name,
          in: 'query',
          required: required.has(name),
          schema: value,
        }))),
    ...(hasBody
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: false,
            schema: { type: 'string', maxLength: 200 },
          },
        ]
      : []),
  ]
  const problemRef = {
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    summary,
    'x-permission': allow,
    security: allow === 'public' ? [] : [{ key: [] }],
    parameters,
    ...(hasBody && rest.length > 0
      ? {
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: Object.fromEntries(rest),
                  required: rest.map(([name]) => name).filter((name) => required.has(name)),
                },
              },
            },
          },
        }
      : {}),
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: schemaOf(output, 'output') } },
      },
      default: { description: 'A problem, RFC 9457', ...problemRef },
    },
  }
}

/** OpenAPI 3.1 of every endpoint, from the same descriptions the server runs on. */
export const describeApi = (endpoints: readonly Endpoint[], publicUrl: string) => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Engawa',
      version: '1',
      description: 'Errors are RFC 9457 problems with a stable `code`. Lists are `{data, next}`.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            facts: { type: 'object' },
            fields: {
              type: 'array',
              items: {
                type: 'object',
                properties: { path: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  }
}
