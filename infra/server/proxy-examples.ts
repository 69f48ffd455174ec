/** Ready configuration for a reverse proxy that ends TLS before the web server. */

export type Upstream = { host: string; address: string; port: number };

/** A Caddyfile; Caddy obtains and renews the certificate by itself. */
export function caddyfile({ host, address, port }: Upstream): string {
  return `${host} {
	request_body {
		max_size 4MB
	}
	reverse_proxy ${address}:${port} {
		# The client's own word about itself is replaced; Caddy adds the address that it saw.
		header_up X-Forwarded-For {remote_host}
	}
}
`;
}

/** Two nginx servers: one that ends TLS and one that redirects plain HTTP. */
export function nginxConf({ host, address, port }: Upstream): string {
  return `server {
  listen 80;
  server_name ${host};
  return 308 https://${host}$request_uri;
}

server {
  listen 443 ssl;
  server_name ${host};
  ssl_certificate     /etc/ssl/${host}.pem;
  ssl_certificate_key /etc/ssl/private/${host}.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  client_max_body_size 4m;

  location / {
    proxy_pass http://${address}:${port};
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    # The client's own word about itself is replaced; nginx writes the address that it saw.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;
  }
}
`;
}
