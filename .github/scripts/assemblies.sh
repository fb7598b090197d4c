#!/usr/bin/env bash
# Compiles the C# with the .NET SDK: DIRECTORY/FRAMEWORK/{ASSEMBLY.dll,ASSEMBLY.xml,ASSEMBLY.pdb} for bindings/release.sh.
# usage: assemblies.sh DIRECTORY      a folder that does not exist yet; needs dotnet, and its workloads ios and android
set -euo pipefail
to=$1
# The workloads bring the reference assemblies of the two; .NET for iOS compiles a library on Linux too.
dotnet workload install ios android --skip-sign-check
for project in bindings/csharp/*.csproj; do
    dotnet build "$project" -c Release "-p:CognitoPython=$(command -v python3)"
done
for file in bindings/csharp/bin/Release/*/CognitoNative*.dll; do
    framework=$(basename "$(dirname "$file")")
    mkdir -p "$to/$framework"
    cp "${file%.dll}".{dll,xml,pdb} "$to/$framework/"
done
