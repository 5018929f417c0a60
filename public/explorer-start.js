// Starts the API explorer from its own origin, without inline script, so that the page's policy can stay strict.
const target = document.getElementById('swagger-ui');
globalThis.SwaggerUIBundle({
  url: target.dataset.spec,
  domNode: target,
  deepLinking: true,
  filter: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
});
