// A real OpenID provider for the tests: `node provider.mjs '{"port": 4100, "clients": [...], "algorithm": "RS256"}'`.
// It keeps everything in memory, prints "klaar" when it listens, and rotates its keys on POST /test/rotate.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const settings = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${settings.port}`;

function signingKeys(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] };
}

function makeProvider(kid) {
  return new Provider(issuer, {
    clients: settings.clients,
    jwks: signingKeys(kid),
    cookies: { keys: ['only-for-tests'] },
    acrValues: ['laag', 'substantieel', 'hoog'],
    claims: { openid: ['sub', 'acr'], profile: ['name'], email: ['email', 'email_verified'], gemeente: ['gemeente_code'] },
    conformIdTokenClaims: false,
    interactions: { url: (ctx, interaction) => `/test/form/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    pkce: { required: () => true },
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id, name: `Mevrouw ${id}`, email: `${id}@voorbeeld.nl`, email_verified: true, gemeente_code: 'GM9999'
      }),
    }),
  });
}

async function body(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

// The screen of the provider: a name to sign in with, then a consent; the level of assurance is that of the settings.
async function form(provider, request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    const field = prompt.name === 'login' ? '<input name="login">' : '';
    response.setHeader('content-type', 'text/html');
    response.end(`<form method="post" action="${issuer}${request.url}">${field}<button>Verder</button></form>`);
    return;
  }
  let result;
  if (prompt.name === 'login') {
    result = { login: { accountId: (await body(request)).get('login'), acr: settings.acr } };
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

let generation = 1;
let provider = makeProvider('sleutel-1');
let answer = provider.callback();

createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/test/rotate') {
    generation += 1;
    provider = makeProvider(`sleutel-${generation}`);
    answer = provider.callback();
    response.end('ok');
    return;
  }
  if (request.url.startsWith('/test/form/')) {
    form(provider, request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
    return;
  }
  answer(request, response);
}).listen(settings.port, '127.0.0.1', () => console.log('klaar'));
