/** Sends a page. */
import type { FastifyReply } from 'fastify';
import type { Html } from './html.ts';

export const show = (reply: FastifyReply, page: Html, code = 200) =>
  reply.code(code).type('text/html; charset=utf-8').send(page.text);
