/* SPDX-License-Identifier: MIT */
/*
 * named_table.c - a row for each format that has a name, after the documentation of the software
 * that writes it.  Lines are examples of our own, of which every row reads its own.
 */
#include "base/compiler.h"
#include "format/combined_format.h"
#include "format/json_format.h"
#include "format/ltsv_format.h"
#include "format/named.h"
#include "format/w3c_format.h"

#define TIME "[12/Mar/2026:14:03:07 +0100]"
#define COMBINED "192.0.2.7 - - " TIME " \"GET /a?b HTTP/1.1\" 200 512 \"-\" \"curl/8.5.0\""
#define COMMON "192.0.2.7 - - " TIME " \"GET /a?b HTTP/1.1\" 200 512"

/* The head of the combined family, and all of it, in the words of nginx. */
#define NGINX_HEAD "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
#define NGINX_COMBINED NGINX_HEAD " \"$http_referer\" \"$http_user_agent\""
#define PLAIN_COMBINED                                                                             \
    "$client $ident $user [$time] \"$request\" $status $bytes \"$referer\" \"$agent\""

static const struct named_format formats[] = {
    {{"combined", "", "nginx's and Apache httpd's usual format, and all of this family", NULL,
      COMBINED},
     .rank = 3,
     .create = combined_format_create},
    {{"nginx", "", "nginx unless told otherwise: combined, perhaps with more behind it", "nginx",
      COMBINED},
     .rank = 3,
     .create = combined_format_create},
    {{"apache", "httpd", "Apache httpd unless told otherwise: common or combined", "apache",
      COMBINED},
     .rank = 3,
     .create = combined_format_create},
    {{"common", "", "combined without referer and agent", NULL, COMMON},
     .rank = 2,
     .create = combined_format_create},
    {{"vcombined", "vhost_combined", "combined behind a virtual host", NULL,
      "shop.example:443 " COMBINED},
     .rank = 3,
     .create = combined_format_create},
    {{"vcommon", "vhost_common", "common behind a virtual host", NULL, "shop.example " COMMON},
     .rank = 2,
     .create = combined_format_create},

    {{"nginx-main", "", "`main` of nginx's packages: combined and X-Forwarded-For", "nginx",
      COMBINED " \"203.0.113.9, 198.51.100.2\""},
     .rank = 20,
     .definition = {.dialect = DIALECT_NGINX,
                    .texts = {NGINX_COMBINED " \"$http_x_forwarded_for\""}}},
    {{"ingress-nginx", "", "Kubernetes' ingress controller with nginx", "nginx",
      COMBINED " 412 0.004 [shop-web-80] [] 198.51.100.2:8080 512 0.004 200 "
               "c0ffee00c0ffee00c0ffee00c0ffee00"},
     .rank = 40,
     .definition =
         {.dialect = DIALECT_NGINX,
          .texts = {NGINX_COMBINED
                    " $request_length $request_time [$proxy_upstream_name] "
                    "[$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length "
                    "$upstream_response_time $upstream_status $req_id",
                    NGINX_COMBINED
                    " $request_length $request_time [$proxy_upstream_name] $upstream_addr "
                    "$upstream_response_length $upstream_response_time $upstream_status $req_id",
                    "$remote_addr - [$the_real_ip] - $remote_user [$time_local] \"$request\" "
                    "$status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" "
                    "$request_length $request_time [$proxy_upstream_name] $upstream_addr "
                    "$upstream_response_length $upstream_response_time $upstream_status"},
          .ignores_rest = true}},
    {{"nginx-proxy-manager", "npm", "hosts of nginx-proxy-manager", "nginx",
      TIME " HIT 200 200 - GET https shop.example \"/a?b\" [Client 192.0.2.7] [Length 512] "
           "[Gzip -] [Sent-to 198.51.100.2] \"curl/8.5.0\" \"-\""},
     .rank = 40,
     .definition =
         {.dialect = DIALECT_NGINX,
          .texts = {"[$time_local] $upstream_cache_status $upstream_status $status - "
                    "$request_method $scheme $host \"$request_uri\" [Client $remote_addr] "
                    "[Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "
                    "\"$http_user_agent\" \"$http_referer\"",
                    "[$time_local] $status - $request_method $scheme $host \"$request_uri\" "
                    "[Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "
                    "\"$http_user_agent\" \"$http_referer\""}}},
    {{"lighttpd", "", "lighttpd: combined with the virtual host in place of the ident", NULL,
      "192.0.2.7 shop.example - " TIME " \"GET /a?b HTTP/1.1\" 200 512 \"-\" \"curl/8.5.0\""},
     .rank = 10,
     .definition = {.dialect = DIALECT_APACHE,
                    .texts = {"%h %V %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""}}},
    {{"varnish", "varnishncsa", "varnishncsa: combined with whole URLs", NULL,
      "192.0.2.7 - - " TIME
      " \"GET http://shop.example/a?b HTTP/1.1\" 200 512 \"-\" \"curl/8.5.0\""},
     .rank = 1,
     .definition = {.dialect = DIALECT_APACHE,
                    .texts = {"%h %l %u %t \"%r\" %s %b \"%{Referer}i\" \"%{User-agent}i\""}}},
    {{"traefik-clf", "traefikclf", "Traefik's usual format", "traefik",
      COMBINED " 17 \"shop@docker\" \"http://198.51.100.2:80\" 4ms"},
     .rank = 40,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {PLAIN_COMBINED
                              " $count \"$router\" \"$upstream\" ${duration_ms}ms"}}},

    {{"aws-alb", "awsalb awselb", "AWS Application Load Balancers", "aws-elb",
      "https 2026-03-12T13:03:07.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 198.51.100.2:80 "
      "0.000 0.001 0.000 200 200 34 512 \"GET https://shop.example:443/a?b HTTP/1.1\" "
      "\"curl/8.5.0\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:example \"Root=1-58337262\" "
      "\"shop.example\""},
     .rank = 60,
     .definition =
         {.dialect = DIALECT_PLAIN,
          .texts = {"$type ${time_iso} $balancer ${client_port} $upstream ${duration_part_s} "
                    "${duration_part_s} ${duration_part_s} $status ${upstream_status} $received "
                    "$bytes \"$request\" \"$agent\" $cipher $tls $group \"${request_id}\"",
                    "$type ${time_iso} $balancer ${client_port} $upstream ${duration_part_s} "
                    "${duration_part_s} ${duration_part_s} $status ${upstream_status} $received "
                    "$bytes \"$request\" \"$agent\""},
          .ignores_rest = true}},
    {{"aws-elb", "", "AWS Classic Load Balancers", "aws-elb",
      "2026-03-12T13:03:07.123456Z shop 192.0.2.7:2817 198.51.100.2:80 0.000073 0.001048 0.000057 "
      "200 200 0 512 \"GET http://shop.example:80/a?b HTTP/1.1\" \"curl/8.5.0\" - -"},
     .rank = 50,
     .definition =
         {.dialect = DIALECT_PLAIN,
          .texts = {"${time_iso} $balancer ${client_port} $upstream ${duration_part_s} "
                    "${duration_part_s} ${duration_part_s} $status ${upstream_status} $received "
                    "$bytes \"$request\" \"$agent\" $cipher $tls",
                    "${time_iso} $balancer ${client_port} $upstream ${duration_part_s} "
                    "${duration_part_s} ${duration_part_s} $status ${upstream_status} $received "
                    "$bytes \"$request\""},
          .ignores_rest = true}},
    {{"aws-s3", "awss3", "server access logs of AWS S3", NULL,
      "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop " TIME
      " 192.0.2.7 - 3E57427F3EXAMPLE REST.GET.OBJECT a \"GET /a?b HTTP/1.1\" 200 - 512 512 7 "
      "4 \"-\" \"curl/8.5.0\" -"},
     .rank = 60,
     .definition =
         {.dialect = DIALECT_PLAIN,
          .texts = {"$owner $host [$time] $client $user ${request_id} $operation $key "
                    "\"$request\" $status $error $bytes $size ${duration_ms} ${upstream_ms} "
                    "\"$referer\" \"$agent\"",
                    "$owner $host [$time] $client $user ${request_id} $operation $key "
                    "\"$request\" $status $error $bytes $size ${duration_ms} ${upstream_ms}",
                    "$owner $host [$time] $client $user ${request_id} $operation $key "
                    "- $status $error $bytes $size ${duration_ms} ${upstream_ms}"},
          .ignores_rest = true}},

    {{"haproxy-http", "haproxy httplog", "HAProxy with `option httplog`", "haproxy",
      "192.0.2.7:33317 [12/Mar/2026:13:03:07.655] http-in shop/web1 10/0/30/69/109 200 512 - - "
      "---- 1/1/1/1/0 0/0 {shop.example} {} \"GET /a?b HTTP/1.1\""},
     .rank = 60,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {"${client_port} [${time_haproxy}] $frontend $upstream "
                              "$a/$b/$c/${upstream_ms}/${duration_ms} $status $bytes $d $e $f "
                              "$g/$h/$i/$j/$k $l/$m ${captures}\"$request\""},
                    .may_be_cut = true}},
    {{"haproxy-https", "httpslog", "HAProxy with `option httpslog`", "haproxy",
      "192.0.2.7:33317 [12/Mar/2026:13:03:07.655] https~ shop/web1 10/0/30/69/109 200 512 - - "
      "---- 1/1/1/1/0 0/0 \"GET /a?b HTTP/1.1\" 0/0000000000000000/0/0/0 "
      "shop.example/TLSv1.3/TLS_AES_256_GCM_SHA384"},
     .rank = 61,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {"${client_port} [${time_haproxy}] $frontend $upstream "
                              "$a/$b/$c/${upstream_ms}/${duration_ms} $status $bytes $d $e $f "
                              "$g/$h/$i/$j/$k $l/$m ${captures}\"$request\" $n/$o/$p/$q/$r "
                              "$host/$tls/$cipher"}}},
    {{"haproxy-clf", "", "HAProxy with `option httplog clf`", "haproxy",
      "192.0.2.7 - - " TIME " \"GET /a?b HTTP/1.1\" 200 512 \"\" \"\" 33317 655 \"http-in\" "
      "\"shop\" \"web1\" 10 0 30 69 109 \"----\" 1 1 1 1 0 0 0 \"\" \"\""},
     .rank = 40,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {PLAIN_COMBINED
                              " $port $millisecond \"$frontend\" \"$backend\" \"$upstream\" $a $b "
                              "$c ${upstream_ms} ${duration_ms} $ends"},
                    .ignores_rest = true}},
    {{"squid", "", "Squid's own format", "squid",
      "1773320587.123    109 192.0.2.7 TCP_MISS/200 512 GET http://shop.example/a?b - "
      "HIER_DIRECT/198.51.100.2 text/html"},
     .rank = 60,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {"${time_s} $spaces${duration_ms} $client $cache/$status $bytes "
                              "$method $target $user $hierarchy/$upstream $type"},
                    .ignores_rest = true}},
    {{"squid-combined", "squid-common", "Squid's `combined` and `common`", "squid",
      COMBINED " TCP_MISS:HIER_DIRECT"},
     .rank = 20,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {PLAIN_COMBINED " $cache:$hierarchy",
                              "$client $ident $user [$time] \"$request\" $status $bytes "
                              "$cache:$hierarchy"}}},
    {{"envoy", "istio", "Envoy's and Istio's usual text", "envoy",
      "[2026-03-12T13:03:07.123Z] \"GET /a?b HTTP/2\" 200 - 0 512 109 100 \"192.0.2.7\" "
      "\"curl/8.5.0\" \"cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2\" \"shop.example\" "
      "\"198.51.100.2:80\""},
     .rank = 60,
     .definition =
         {.dialect = DIALECT_PLAIN,
          .texts = {"[${time_iso}] \"$request\" $status $flags $received $bytes ${duration_ms} "
                    "${upstream_ms} \"${forwarded_for}\" \"$agent\" \"${request_id}\" \"$host\" "
                    "\"$upstream\"",
                    "[${time_iso}] \"$request\" $status $flags $details $termination "
                    "\"$failure\" $received $bytes ${duration_ms} ${upstream_ms} "
                    "\"${forwarded_for}\" \"$agent\" \"${request_id}\" \"$host\" \"$upstream\""},
          .ignores_rest = true}},
    {{"gorouter", "", "Cloud Foundry's gorouter", "gorouter",
      "shop.example - [2026-03-12T13:03:07.123456789Z] \"GET /a?b HTTP/1.1\" 200 0 512 \"-\" "
      "\"curl/8.5.0\" \"192.0.2.7:33317\" \"198.51.100.2:61001\" x_forwarded_for:\"192.0.2.7\" "
      "x_forwarded_proto:\"https\" vcap_request_id:\"cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2\" "
      "response_time:0.109000 gorouter_time:0.000104 app_id:\"-\" app_index:\"0\""},
     .rank = 60,
     .definition =
         {.dialect = DIALECT_PLAIN,
          .texts = {"$host - [${time_iso}] \"$request\" $status $received $bytes \"$referer\" "
                    "\"$agent\" \"${client_port}\" \"$upstream\" "
                    "x_forwarded_for:\"${forwarded_for}\" x_forwarded_proto:\"$scheme\" "
                    "vcap_request_id:\"${request_id}\" response_time:${duration_s}"},
          .ignores_rest = true}},
    {{"cloudstorage", "", "usage logs of Google Cloud Storage", NULL,
      "\"1773320587123456\",\"192.0.2.7\",\"1\",\"\",\"GET\",\"/a?b\",\"200\",\"0\",\"512\","
      "\"109000\",\"storage.example\",\"\",\"curl/8.5.0\",\"c0ffee\",\"GET_Object\",\"shop\","
      "\"a\""},
     .rank = 60,
     .definition = {.dialect = DIALECT_PLAIN,
                    .texts = {"\"${time_us}\",\"$client\",\"$type\",\"$region\",\"$method\","
                              "\"$target\",\"$status\",\"$received\",\"$bytes\","
                              "\"${duration_us}\",\"$host\",\"$referer\",\"$agent\","
                              "\"${request_id}\","},
                    .ignores_rest = true}},

    {{"w3c", "", "W3C extended logs: #Fields names the columns", NULL,
      "2026-03-12 13:03:07 198.51.100.2 GET /a b 443 - 192.0.2.7 curl/8.5.0 - 200 0 0 109"},
     .rank = 30,
     .create = w3c_format_create},
    {{"iis", "", "W3C extended logs of Microsoft IIS", "iis,microsoft",
      "2026-03-12 13:03:07 198.51.100.2 GET /a b 443 - 192.0.2.7 curl/8.5.0 - 200 0 0 109"},
     .rank = 31,
     .create = w3c_format_create},
    {{"cloudfront", "", "standard logs of Amazon CloudFront", "cloudfront",
      "2026-03-12\t13:03:07\tCDG50-P2\t512\t192.0.2.7\tGET\td1.example\t/a\t200\t-\tcurl/8.5.0\tb\t"
      "-\tHit\tc0ffee\tshop.example\thttps\t62\t0.109\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\t"
      "HTTP/2.0\t-\t-\t51754\t0.109\tHit\ttext/html\t512\t-\t-"},
     .rank = 31,
     .create = w3c_format_create},
    {{"caddy", "", "Caddy's JSON", "caddy",
      "{\"ts\":1773320587.123,\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"192.0.2.7\","
      "\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":\"shop.example\",\"uri\":\"/a?b\"},"
      "\"duration\":0.109,\"size\":512,\"status\":200}"},
     .rank = 75,
     .create = json_format_create},
    {{"traefik-json", "", "Traefik's JSON", "traefik",
      "{\"ClientHost\":\"192.0.2.7\",\"DownstreamContentSize\":512,\"DownstreamStatus\":200,"
      "\"Duration\":109000000,\"RequestMethod\":\"GET\",\"RequestPath\":\"/a?b\","
      "\"StartUTC\":\"2026-03-12T13:03:07.123456789Z\"}"},
     .rank = 74,
     .create = json_format_create},
    {{"envoy-json", "", "Envoy's and Istio's JSON", "envoy",
      "{\":authority\":\"shop.example\",\"bytes_sent\":512,\"duration\":109,\"method\":\"GET\","
      "\"protocol\":\"HTTP/2\",\"response_code\":200,\"response_flags\":\"-\","
      "\"start_time\":\"2026-03-12T13:03:07.123Z\",\"x-envoy-origin-path\":\"/a?b\","
      "\"downstream_remote_address\":\"192.0.2.7:33317\"}"},
     .rank = 73,
     .create = json_format_create},
    {{"cloudflare-logpush", "", "Cloudflare's http_requests", "cloudflare",
      "{\"ClientIP\":\"192.0.2.7\",\"ClientRequestHost\":\"shop.example\","
      "\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":\"/a?b\","
      "\"EdgeResponseStatus\":200,\"EdgeResponseBytes\":512,"
      "\"EdgeStartTimestamp\":1773320587123456789}"},
     .rank = 72,
     .create = json_format_create},
    {{"gcp-lb", "", "Google Cloud's load balancers", "gcp-lb",
      "{\"httpRequest\":{\"requestMethod\":\"GET\",\"requestUrl\":\"https://shop.example/a?b\","
      "\"status\":200,\"responseSize\":\"512\",\"remoteIp\":\"192.0.2.7\","
      "\"latency\":\"0.109s\"},\"timestamp\":\"2026-03-12T13:03:07.123456Z\"}"},
     .rank = 71,
     .create = json_format_create},
    {{"json", "", "JSON with the usual keys; json:status=KEY,... names others", NULL,
      "{\"time\":\"2026-03-12T14:03:07+01:00\",\"remote_addr\":\"192.0.2.7\","
      "\"request\":\"GET /a?b HTTP/1.1\",\"status\":200,\"body_bytes_sent\":512}"},
     .rank = 70,
     .create = json_format_create},
    {{"ltsv", "", "label:value fields with tabs between them", NULL,
      "time:" TIME "\thost:192.0.2.7\treq:GET /a?b HTTP/1.1\tstatus:200\tsize:512"},
     .rank = 70,
     .create = ltsv_format_create},
};

size_t named_formats(const struct named_format **formats_out)
{
    *formats_out = formats;
    return ARRAY_LENGTH(formats);
}
