#!/usr/bin/env python3
"""Makes the compile unit of the developer guide's snippets: their exact text, and nothing around it but a method.

usage: generate.py POOL_ID FILE      FILE is written; POOL_ID takes the place of IDENTITY_POOL_ID, as the guide says.

The snippets are the .txt files beside this one. Each is there four times: with the classes of CognitoNative and with
those of the Amazon namespaces, with the pool id and without.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent
PLACEHOLDER = "IDENTITY_POOL_ID"
USINGS = {"Native": "using CognitoNative;", "Amazon": "using Amazon;\n    using Amazon.CognitoIdentity;"}

UNITY = """
namespace GuideSnippets.{name}
{{
    {usings}

    public static class Snippet
    {{
        public static CognitoNative.CognitoAWSCredentials Run()
        {{
{credentials}
{identity_id}
            return credentials;
        }}
    }}
}}
"""

XAMARIN = """
namespace GuideSnippets.{name}
{{
    {usings}

    public static class Snippet
    {{
        public static async System.Threading.Tasks.Task<string> Run()
        {{
{credentials}
{identity_id}
            credentials.Dispose();
            return identityId;
        }}
    }}
}}
"""


def snippet(name: str) -> str:
    return (HERE / f"{name}.txt").read_text()


def units(pool_id: str):
    for platform, frame in (("Unity", UNITY), ("Xamarin", XAMARIN)):
        for classes, usings in USINGS.items():
            if platform == "Xamarin" and classes == "Amazon":
                usings = "using Amazon;\n    " + snippet("xamarin-using").strip()
            for variant, replacement in (("", pool_id), ("AsPrinted", PLACEHOLDER)):
                credentials = snippet(f"{platform.lower()}-credentials")
                if credentials.count(PLACEHOLDER) != 1:
                    sys.exit(f"{platform}: {PLACEHOLDER} is not there once")
                yield frame.format(
                    name=f"{platform}With{classes}{variant}",
                    usings=usings,
                    credentials=credentials.replace(PLACEHOLDER, replacement),
                    identity_id=snippet(f"{platform.lower()}-identity-id"),
                )


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    # The guide's Unity snippet keeps the identity id in a local variable that nothing reads.
    pathlib.Path(sys.argv[2]).write_text("#pragma warning disable 219\n" + "".join(units(sys.argv[1])))


main()
