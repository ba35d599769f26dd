"""The languages that a request can be copied in, and the form of the request in each.

To add one: an entry in `LANGUAGES`. Comments name the version of the SDK that a form was checked
with.
"""

from collections.abc import Callable

from modelbrowser.record import Record
from modelbrowser.snippets import forms
from modelbrowser.snippets.highlight import Syntax
from modelbrowser.snippets.quoting import quote_double, quote_kotlin, quote_ruby, quote_single
from modelbrowser.snippets.request import SnippetRequest
from modelbrowser.snippets.template import Template


class Language(Record, kw_only=True):
    """A way to write a request.

    Attributes:
        name: Its name in saved choices; lowercase.
        title: Its name on screen.
        file_extension: Without the dot.
        install_hint: What must be installed first; may be empty.
        syntax: How its text is highlighted.
        write: Makes the code of a request, which ends with a line break.
    """

    name: str
    title: str
    file_extension: str
    install_hint: str
    syntax: Syntax
    write: Callable[[SnippetRequest], str]


_SHELL = Syntax(comment="#", quotes='"', raw_quotes="'", keywords="curl ant")
_PYTHON = Syntax(comment="#", quotes="\"'", keywords="from import")

# A table is read by its rows.
# fmt: off
LANGUAGES: tuple[Language, ...] = (
    Language(
        name="curl", title="curl", file_extension="sh", install_hint="",
        syntax=_SHELL,
        write=forms.curl,
    ),
    Language(
        name="python", title="Python", file_extension="py", install_hint="pip install anthropic",
        syntax=_PYTHON,
        # Run with 2.14; before September 2026 it had no parameter for the workspace.
        write=Template(
            quote=quote_double, base_url="base_url=<base_url>",
            text="""
                    |from anthropic import Anthropic
                    |
                    |# Reads <variable>.
                    |client = Anthropic(<options>)
 !betas !workspace  |model = client.models.retrieve(<id>)
 !betas  workspace  |model = client.models.retrieve(<id>, workspace_id=<workspace>)
  betas             |model = client.beta.models.retrieve(
  betas             |    <id>,
  betas             |    betas=[<betas>],
  betas  workspace  |    workspace_id=<workspace>,
  betas             |)
                    |print(model.id, model.display_name, model.created_at.astimezone())
            """,
        ).write,
    ),
    Language(
        name="typescript", title="TypeScript", file_extension="ts",
        install_hint="npm install @anthropic-ai/sdk",
        syntax=Syntax(comment="//", quotes="\"'", keywords="import from const new await"),
        # A module, of JavaScript too. Run with 1.14.
        write=Template(
            quote=quote_single, base_url="baseURL: <base_url>",
            options="{ <options> }",
            text="""
                   |import Anthropic from '@anthropic-ai/sdk';
                   |
                   |// Reads <variable>.
                   |const client = new Anthropic(<options>);
 !betas !workspace |const model = await client.models.retrieve(<id>);
 !betas workspace  |const model = await client.models.retrieve(<id>, { workspace_id: <workspace> });
 betas             |const model = await client.beta.models.retrieve(<id>, {
 betas             |  betas: [<betas>],
 betas workspace   |  workspace_id: <workspace>,
 betas             |});
                   |console.log(model.id, model.display_name, model.created_at);
            """,
        ).write,
    ),
    Language(
        name="go", title="Go", file_extension="go",
        install_hint="go get github.com/anthropics/anthropic-sdk-go/v2",
        syntax=Syntax(comment="//", quotes='"', keywords="package import func if nil"),
        # Run with 1.60; version 2 is documented to have the same calls. Without /v2 it would be
        # version 1, whatever is newest.
        write=Template(
            quote=quote_double, base_url="option.WithBaseURL(<base_url>)",
            workspace="option.WithHeader(<header>, <workspace>)",
            text="""
        |package main
        |
        |import (
        |\t"context"
        |\t"fmt"
        |
        |\t"github.com/anthropics/anthropic-sdk-go/v2"
options |\t"github.com/anthropics/anthropic-sdk-go/v2/option"
        |)
        |
        |func main() {
        |\t// Reads <variable>.
        |\tclient := anthropic.NewClient(<options>)
!betas  |\tmodel, err := client.Models.Get(context.TODO(), <id>, anthropic.ModelGetParams{})
 betas  |\tmodel, err := client.Beta.Models.Get(context.TODO(), <id>, anthropic.BetaModelGetParams{
 betas  |\t\tBetas: []anthropic.AnthropicBeta{<betas>},
 betas  |\t})
        |\tif err != nil {
        |\t\tpanic(err)
        |\t}
        |\tfmt.Println(model.ID, model.DisplayName, model.CreatedAt)
        |}
            """,
        ).write,
    ),
    Language(
        name="java", title="Java", file_extension="java",
        install_hint="com.anthropic:anthropic-java",
        syntax=Syntax(comment="//", quotes='"', keywords="import"),
        # Statements for the body of a method, with their imports. Read in the source of 2.57.
        write=Template(
            quote=quote_double,
            text="""
            |import com.anthropic.client.AnthropicClient;
            |import com.anthropic.client.okhttp.AnthropicOkHttpClient;
 !betas     |import com.anthropic.models.models.ModelInfo;
  betas     |import com.anthropic.models.beta.models.BetaModelInfo;
  betas     |import com.anthropic.models.beta.models.ModelRetrieveParams;
            |
            |// Reads <variable>.
 !options   |AnthropicClient client = AnthropicOkHttpClient.fromEnv();
  options   |AnthropicClient client = AnthropicOkHttpClient.builder()
  options   |    .fromEnv()
  base_url  |    .baseUrl(<base_url>)
  workspace |    .putHeader(<header>, <workspace>)
  options   |    .build();
 !betas     |ModelInfo model = client.models().retrieve(<id>);
  betas     |ModelRetrieveParams params = ModelRetrieveParams.builder()
  betas     |    .addBeta(<beta>)
  betas     |    .build();
  betas     |BetaModelInfo model = client.beta().models().retrieve(<id>, params);
            |System.out.println(model.id() + " " + model.displayName() + " " + model.createdAt());
            """,
        ).write,
    ),
    Language(
        name="kotlin", title="Kotlin", file_extension="kt",
        install_hint="com.anthropic:anthropic-java",
        syntax=Syntax(comment="//", quotes='"', keywords="import val"),
        # As for Java.
        write=Template(
            quote=quote_kotlin,
            text="""
            |import com.anthropic.client.AnthropicClient
            |import com.anthropic.client.okhttp.AnthropicOkHttpClient
  betas     |import com.anthropic.models.beta.models.ModelRetrieveParams
            |
            |// Reads <variable>.
 !options   |val client: AnthropicClient = AnthropicOkHttpClient.fromEnv()
  options   |val client: AnthropicClient = AnthropicOkHttpClient.builder()
  options   |    .fromEnv()
  base_url  |    .baseUrl(<base_url>)
  workspace |    .putHeader(<header>, <workspace>)
  options   |    .build()
 !betas     |val model = client.models().retrieve(<id>)
  betas     |val params = ModelRetrieveParams.builder()
  betas     |    .addBeta(<beta>)
  betas     |    .build()
  betas     |val model = client.beta().models().retrieve(<id>, params)
            |println("${model.id()} ${model.displayName()} ${model.createdAt()}")
            """,
        ).write,
    ),
    Language(
        name="ruby", title="Ruby", file_extension="rb", install_hint="gem install anthropic",
        syntax=Syntax(comment="#", quotes="\"'", keywords="require puts"),
        # Run with 1.65.
        write=Template(
            quote=quote_ruby, base_url="base_url: <base_url>",
            options="(<options>)",
            text="""
                    |require "anthropic"
                    |
                    |# Reads <variable>.
                    |client = Anthropic::Client.new<options>
 !betas !workspace  |model = client.models.retrieve(<id>)
 !betas  workspace  |model = client.models.retrieve(
 !betas  workspace  |  <id>,
  betas             |model = client.beta.models.retrieve(
  betas             |  <id>,
  betas !workspace  |  betas: [<betas>]
  betas  workspace  |  betas: [<betas>],
         workspace  |  request_options: {extra_headers: {<header> => <workspace>}}
 !betas  workspace  |)
  betas             |)
                    |puts model.id, model.display_name, model.created_at
            """,
        ).write,
    ),
    Language(
        name="csharp", title="C#", file_extension="cs", install_hint="dotnet add package Anthropic",
        syntax=Syntax(comment="//", quotes='"', keywords="using new var await"),
        # Top-level statements. Read in the source of 12.38. Betas are strings, not the
        # enumeration's members, because those were renumbered once.
        write=Template(
            quote=quote_double, base_url="BaseUrl = <base_url>",
            workspace="ExtraHeaders = new Dictionary<string, string> { [<header>] = <workspace> }",
            options="new ClientOptions { <options> }",
            text="""
                |using Anthropic;
       options  |using Anthropic.Core;
         betas  |using Anthropic.Models.Beta.Models;
                |
                |// Reads <variable>.
                |AnthropicClient client = new(<options>);
        !betas  |var model = await client.Models.Retrieve(<id>);
         betas  |var model = await client.Beta.Models.Retrieve(<id>, new ModelRetrieveParams
         betas  |{
         betas  |    Betas = [<betas>],
         betas  |});
                |Console.WriteLine($"{model.ID} {model.DisplayName} {model.CreatedAt}");
            """,
        ).write,
    ),
    Language(
        name="php", title="PHP", file_extension="php",
        install_hint="composer require anthropic-ai/sdk guzzlehttp/guzzle",
        syntax=Syntax(comment="//", quotes="\"'", keywords="require use new echo"),
        # Run with 0.43.
        write=Template(
            quote=quote_single, base_url="baseUrl: <base_url>",
            workspace="requestOptions: ['extraHeaders' => [<header> => <workspace>]]",
            text="""
                |<?php
                |require 'vendor/autoload.php';
                |
                |use Anthropic\\Client;
                |
                |// Reads <variable>.
                |$client = new Client(<options>);
        !betas  |$model = $client->models->retrieve(<id>);
         betas  |$model = $client->beta->models->retrieve(
         betas  |    <id>,
         betas  |    betas: [<betas>],
         betas  |);
                |echo $model->id, ' ', $model->displayName, PHP_EOL;
            """,
        ).write,
    ),
    Language(
        name="ant", title="ant CLI", file_extension="sh",
        install_hint="brew install anthropics/tap/ant",
        syntax=_SHELL,
        write=forms.ant,
    ),
    Language(
        name="httpx", title="httpx", file_extension="py", install_hint="pip install httpx",
        syntax=_PYTHON,
        write=forms.httpx,
    ),
)
"""All languages, in the order on screen."""
# fmt: on
