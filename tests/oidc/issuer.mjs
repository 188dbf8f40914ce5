// SPDX-License-Identifier: GPL-3.0-or-later
// An authorization server on loopback: oidc-provider with PKCE, rotating refresh tokens, device flow and introspection.
// Settings come as one JSON document in the argument; what happens is told as JSON lines on standard output.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);
const issuer = `https://${settings.address}:${settings.port}`;
const tell = (event, detail = {}) => process.stdout.write(JSON.stringify({ event, ...detail }) + '\n');

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'letterplate-test',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/'],
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
    },
    {
      client_id: 'dovecot',
      client_secret: settings.introspection_secret,
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  scopes: ['openid', 'offline_access', 'mail'],
  claims: { openid: ['sub'], email: ['email'] },
  // As the big issuers do: the ID token itself says who signed in.
  conformIdTokenClaims: false,
  pkce: { required: () => true, methods: ['S256'] },
  rotateRefreshToken: true,
  cookies: { keys: ['of a test'] },
  ttl: {
    AccessToken: settings.access_seconds ?? 3600,
    RefreshToken: 86400,
    DeviceCode: settings.device_seconds ?? 600,
    AuthorizationCode: 60,
    Session: 86400,
    Grant: 86400,
    Interaction: 600,
  },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
});

provider.on('grant.success', (ctx) => tell('success', { grant: ctx.oidc.params.grant_type }));
provider.on('grant.error', (ctx, error) =>
  tell('error', { grant: ctx.oidc?.params?.grant_type, error: error.message }));
provider.on('grant.revoked', () => tell('revoked'));
provider.on('server_error', (ctx, error) => tell('broken', { error: error.stack }));

// A tester may wish for a slow answer: what comes late is killed in the middle more often.
const callback = provider.callback();
const answer = (request, response) => {
  const wait = request.url === '/token' ? settings.token_delay_ms ?? 0 : 0;
  setTimeout(() => callback(request, response), wait);
};

// Who stays connected stays: the browser of the tests goes from page to page on one connection.
createServer({ key: readFileSync(settings.key), cert: readFileSync(settings.certificate), keepAliveTimeout: 0 }, answer)
  .listen(settings.port, settings.address, () => tell('ready', { issuer }));
